import COpenSSL

/// One block of a PEM file; source: RFC 7468, and RFC 1421 for the header of old encrypted keys.
struct PEM {
    let label: String
    /// The lines between the first and the blank one: how an old key is encrypted.
    let header: String
    let bytes: [UInt8]

    /// Every block of `text`, in order; what stands between them is a comment.
    ///
    /// - Throws: for a block that is damaged or has no end.
    static func blocks(in text: [UInt8], of file: String) throws(CryptoError) -> [PEM] {
        guard text.count <= Int(Int32.max) else {
            throw CryptoError("\(file) is larger than 2 GB; is it the right file?")
        }
        guard let source = BIO_new_mem_buf(text, Int32(text.count)) else {
            throw .openSSL(attempting: "read \(file)")
        }
        defer {
            BIO_free(source)
            // Even a good end leaves “no start line” behind, which would confuse a later call.
            ERR_clear_error()
        }
        var blocks: [PEM] = []
        while true {
            var label: UnsafeMutablePointer<CChar>?
            var header: UnsafeMutablePointer<CChar>?
            var data: UnsafeMutablePointer<UInt8>?
            var size = 0
            ERR_clear_error()
            guard PEM_read_bio(source, &label, &header, &data, &size) == 1 else {
                if ERR_GET_REASON(ERR_peek_error()) == PEM_R_NO_START_LINE { return blocks }
                throw damaged(file, after: blocks.count)
            }
            blocks.append(
                PEM(
                    label: String(cString: label!), header: String(cString: header!),
                    bytes: Array(UnsafeBufferPointer(start: data, count: size))))
            gale_free(label)
            gale_free(header)
            gale_free(data)
        }
    }

    private static func damaged(_ file: String, after count: Int) -> CryptoError {
        let reason = CryptoError.takeReason()
        return CryptoError(
            "\(file) is damaged or truncated in its PEM block \(count + 1) (\(reason)); "
                + "copy the file again")
    }

    /// The text of one block, in lines of 64 letters.
    static func text(_ label: String, _ bytes: [UInt8]) -> String {
        let letters = Array(Base64.encode(bytes).utf8)
        var text = Array("-----BEGIN \(label)-----\n".utf8)
        for start in stride(from: 0, to: letters.count, by: 64) {
            text += letters[start..<min(start + 64, letters.count)]
            text.append(UInt8(ascii: "\n"))
        }
        text += "-----END \(label)-----\n".utf8
        return String(decoding: text, as: UTF8.self)
    }

    /// What the block is, for a person who expected something else.
    var kind: String {
        switch label {
        case "CERTIFICATE", "X509 CERTIFICATE": "a certificate"
        case "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST": "a certificate request"
        case "X509 CRL": "a revocation list"
        case "PUBLIC KEY", "RSA PUBLIC KEY": "a public key"
        case let label where label.hasSuffix("PRIVATE KEY"): "a private key"
        default: "“\(label)”"
        }
    }

    /// Complains that `file` holds no block of the wanted kind.
    static func missing(_ wanted: String, in blocks: [PEM], of file: String) -> CryptoError {
        guard let first = blocks.first else {
            return CryptoError(
                "\(file) holds no PEM: no line says -----BEGIN; give a PEM file with \(wanted)")
        }
        return CryptoError("\(file) holds \(first.kind) where \(wanted) is wanted")
    }
}
