import COpenSSL

/// One extension of a certificate or a revocation list, its value encoded; source: RFC 5280 §4.2.
struct Extension: Sendable {
    let kind: Int32
    let critical: Bool
    let value: [UInt8]

    /// Basic constraints of a certificate that signs others, which may stand `below` it.
    ///
    /// - Parameter below: how many authorities may follow under it; nil for any number.
    static func authority(below: Int?) -> Extension {
        var content: [UInt8] = [0x01, 0x01, 0xFF]
        if let below { content += DER.number(below) }
        return Extension(
            kind: NID_basic_constraints, critical: true,
            value: DER.element(DER.sequence, content))
    }

    /// Basic constraints of a certificate that signs no others.
    static let endEntity = Extension(
        kind: NID_basic_constraints, critical: true, value: [DER.sequence, 0])

    /// Key usage: signs certificates and revocation lists.
    static let signsCertificates = Extension(
        kind: NID_key_usage, critical: true, value: [0x03, 2, 1, 0b0000_0110])

    /// Key usage: signs handshakes and, with RSA, also takes secrets encrypted to it.
    static func keyUsage(encrypts: Bool) -> Extension {
        Extension(
            kind: NID_key_usage, critical: true,
            value: encrypts ? [0x03, 2, 5, 0b1010_0000] : [0x03, 2, 7, 0b1000_0000])
    }

    static let serverUse = extendedUse(1)
    static let clientUse = extendedUse(2)

    /// The purpose `1.3.6.1.5.5.7.3.last`.
    private static func extendedUse(_ last: UInt8) -> Extension {
        let purpose = DER.element(0x06, [0x2B, 6, 1, 5, 5, 7, 3, last])
        return Extension(
            kind: NID_ext_key_usage, critical: false, value: DER.element(DER.sequence, purpose))
    }

    /// - Parameter names: encoded `GeneralName`s, one after the other.
    static func alternativeNames(_ names: [UInt8]) -> Extension {
        Extension(
            kind: NID_subject_alt_name, critical: false, value: DER.element(DER.sequence, names))
    }

    static func subjectKey(_ identifier: [UInt8]) -> Extension {
        Extension(
            kind: NID_subject_key_identifier, critical: false,
            value: DER.element(DER.octets, identifier))
    }

    static func authorityKey(_ identifier: [UInt8]) -> Extension {
        Extension(
            kind: NID_authority_key_identifier, critical: false,
            value: DER.element(DER.sequence, DER.element(0x80, identifier)))
    }

    static func listNumber(_ number: Int) -> Extension {
        Extension(kind: NID_crl_number, critical: false, value: DER.number(number))
    }

    /// Hands the extension to one of OpenSSL's functions that copy it; false when either fails.
    func add(_ add: (OpaquePointer) -> Int32) -> Bool {
        var value = value
        return value.withUnsafeMutableBufferPointer { bytes in
            var string = ASN1_OCTET_STRING(
                length: Int32(bytes.count), type: V_ASN1_OCTET_STRING, data: bytes.baseAddress,
                flags: 0)
            guard let made = X509_EXTENSION_create_by_NID(nil, kind, critical ? 1 : 0, &string)
            else { return false }
            defer { X509_EXTENSION_free(made) }
            return add(made) == 1
        }
    }
}
