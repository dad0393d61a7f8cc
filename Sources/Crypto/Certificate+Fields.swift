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
    package var subject: String { rfc2253(X509_get_subject_name(pointer)) }

    /// The issuer's subject, in the same form.
    package var issuer: String { rfc2253(X509_get_issuer_name(pointer)) }

    /// The serial number in upper-case hex, two digits a byte, as `openssl x509 -serial` prints it.
    package var serial: String { Serial.text(X509_get0_serialNumber(pointer)) }

    /// The first second of validity, since 1970.
    package var notBefore: Int64 { seconds(X509_get0_notBefore(pointer)) }

    /// The last second of validity, since 1970.
    package var notAfter: Int64 { seconds(X509_get0_notAfter(pointer)) }

    /// DNS names, IP addresses, URIs and mail addresses, in the certificate's order.
    ///
    /// Other kinds of alternative name have no text and are left out.
    package var subjectAlternativeNames: [String] {
        guard let found = X509_get_ext_d2i(pointer, NID_subject_alt_name, nil, nil) else {
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
            return String(decoding: bytes(name.d.ia5), as: UTF8.self)
        case GEN_IPADD: return address(bytes(name.d.iPAddress))
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

/// The content of one of OpenSSL's strings.
func bytes(_ string: UnsafePointer<ASN1_STRING>?) -> [UInt8] {
    guard let string, let data = string.pointee.data else { return [] }
    return Array(UnsafeBufferPointer(start: data, count: Int(string.pointee.length)))
}

/// A name as RFC 2253 writes it, letters beyond ASCII as they are.
func rfc2253(_ name: OpaquePointer?) -> String {
    guard let name, let text = BIO_new(BIO_s_mem()) else { return "" }
    defer { BIO_free(text) }
    let flags = gale_rfc2253() & ~UInt(ASN1_STRFLGS_ESC_MSB)
    X509_NAME_print_ex(text, name, 0, flags)
    let size = BIO_ctrl_pending(text)
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
        filled = max(0, Int(BIO_read(text, buffer.baseAddress, Int32(size))))
    }
    return String(decoding: bytes, as: UTF8.self)
}

/// Seconds since 1970, or the earliest there are for a time that makes no sense.
func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int64 {
    var parts = tm()
    guard ASN1_TIME_to_tm(time, &parts) == 1 else {
        ERR_clear_error()
        return .min
    }
    return Int64(timegm(&parts))
}
