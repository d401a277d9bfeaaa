#pragma once
// What other models may ask of the certificates.

// The contract: an interface, and a text with a version by which both sides know it.
class CertificateRegister {
 public:
  static constexpr const char* contract = "certificates.register/1";
  virtual int expired_now() const = 0;

 protected:
  ~CertificateRegister() = default;
};
