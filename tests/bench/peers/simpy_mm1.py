"""M/M/1 (lambda 0.9, mu 1) with SimPy, a process for each customer.   simpy_mm1.py CUSTOMERS -> customers seconds mean_wait"""
import random
import sys
import time

import simpy

total_wait = 0.0


def customer(env, server):
    global total_wait
    came = env.now
    with server.request() as turn:
        yield turn
        total_wait += env.now - came
        yield env.timeout(random.expovariate(1.0))


def source(env, server, customers):
    for _ in range(customers):
        yield env.timeout(random.expovariate(0.9))
        env.process(customer(env, server))


def main():
    customers = int(sys.argv[1])
    random.seed(1)
    env = simpy.Environment()
    server = simpy.Resource(env, capacity=1)
    env.process(source(env, server, customers))
    began = time.perf_counter()
    env.run()
    print(customers, time.perf_counter() - began, total_wait / customers)


main()
