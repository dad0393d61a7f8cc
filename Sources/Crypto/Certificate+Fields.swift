import COpenSSL
import Glibc

extension Certificate {
    /// The first common name of the subject, or nil when it has none.
    package var commonName: String? { name(NID_commonName) }

    /// The first organizational unit of the subject, or nil when it has none.
    package var organizationalUnit: String? { name(NID_organizationalUnitName) }

    /// The subject as RFC 2253 writes it, the last part first: `CN=pump-7,OU=plant`.
    ///
    /// Letters beyond ASCII stand as they are.
    package var subject: String { String(rfc2253: X509_get_subject_name(pointer)) }

    /// The issuer's subject, in the same form.
    package var issuer: String { String(rfc2253: X509_get_issuer_name(pointer)) }

    /// The serial number in upper-case hex, two digits a byte, as `openssl x509 -serial` prints it.
    package var serial: String { Serial.text(X509_get0_serialNumber(pointer)) }

    /// The first second of validity, since 1970.
    package var notBefore: Int64 { Int64(secondsOf: X509_get0_notBefore(pointer)) }

    /// The last second of validity, since 1970.
    package var notAfter: Int64 { Int64(secondsOf: X509_get0_notAfter(pointer)) }

    /// DNS names, IP addresses, URIs and mail addresses, in the certificate's order.
    ///
    /// Other kinds of alternative name have no text and are left out.
    package var subjectAlternativeNames: [String] {
        guard let found = X509_get_ext_d2i(pointer, NID_subject_alt_name, nil, nil) else {
            ERR_clear_error()
            return []
        }
        let names = OpaquePointer(found)
        defer { GENERAL_NAMES_free(names) }
        return (0..<gale_general_name_count(names)).compactMap { number in
            gale_general_name(names, number).flatMap { text(of: $0.pointee) }
        }
    }

    private func text(of name: GENERAL_NAME) -> String? {
        switch name.type {
        case GEN_DNS, GEN_URI, GEN_EMAIL:
            return String(decoding: [UInt8](content: name.d.ia5), as: UTF8.self)
        case GEN_IPADD: return address([UInt8](content: name.d.iPAddress))
        default: return nil
        }
    }

    private func address(_ bytes: [UInt8]) -> String? {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        guard inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return nil }
        return text.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }

    private func name(_ kind: Int32) -> String? {
        let name = X509_get_subject_name(pointer)
        let place = X509_NAME_get_index_by_NID(name, kind, -1)
        guard place >= 0, let entry = X509_NAME_get_entry(name, place) else { return nil }
        var text: UnsafeMutablePointer<UInt8>?
        let size = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(entry))
        guard size >= 0 else {
            ERR_clear_error()
            return nil
        }
        defer { gale_free(text) }
        return String(decoding: UnsafeBufferPointer(start: text, count: Int(size)), as: UTF8.self)
    }
}
