#pragma once
// Marks what the one shared library (libmainstay: kernel, stats, schema, work, estate, plugin_api) shows to plugins
// and to the host. All else stays hidden, so that no global is duplicated between libraries by accident.

#define MAINSTAY_API __attribute__((visibility("default")))
