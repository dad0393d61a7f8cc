import COpenSSL

extension PrivateKey {
    /// Reads the first private key of a PEM file, opening it with `password` where it is encrypted.
    ///
    /// Nothing ever asks at the terminal.
    ///
    /// - Parameter file: the name of the file, for the error.
    package convenience init(
        pem: [UInt8], password: String? = nil, from file: String
    ) throws(CryptoError) {
        let blocks = try PEM.blocks(in: pem, of: file)
        guard let block = blocks.first(where: { $0.label.hasSuffix("PRIVATE KEY") }) else {
            throw PEM.missing("a private key", in: blocks, of: file)
        }
        guard block.label != "OPENSSH PRIVATE KEY" else {
            throw CryptoError(
                "\(file) is in OpenSSH's own format; convert it with ssh-keygen -p -m PKCS8 -f")
        }
        guard block.header.contains("ENCRYPTED") else {
            try self.init(der: block.bytes, password: password, from: file)
            return
        }
        let opened = try Self.open(block, password: password, from: file)
        do {
            try self.init(der: opened, from: file)
        } catch {
            // One wrong password in 256 leaves padding that looks right, and nonsense before it.
            throw Self.wrongPassword(file)
        }
    }

    /// Reads any form that OpenSSL knows.
    static func load(
        _ der: [UInt8], password: String?, from file: String
    ) throws(CryptoError) -> OpaquePointer {
        if let complaint = DER.complaint(about: der) {
            throw CryptoError("\(file) \(complaint); copy the private key again")
        }
        defer { ERR_clear_error() }
        if let info = encrypted(der) {
            defer { X509_SIG_free(info) }
            return try open(info, password: password, from: file)
        }
        let loaded = der.withUnsafeBufferPointer { bytes in
            var next = bytes.baseAddress
            return d2i_AutoPrivateKey(nil, &next, bytes.count)
        }
        guard let loaded else { throw noKey(der, file) }
        return try usable(loaded, from: file)
    }

    /// The wrapping of an encrypted PKCS #8 key, or nil when `der` is something else.
    private static func encrypted(_ der: [UInt8]) -> OpaquePointer? {
        der.withUnsafeBufferPointer { bytes in
            var next = bytes.baseAddress
            return d2i_X509_SIG(nil, &next, bytes.count)
        }
    }

    private static func open(
        _ wrapping: OpaquePointer, password: String?, from file: String
    ) throws(CryptoError) -> OpaquePointer {
        guard let password else { throw needsPassword(file) }
        guard let info = PKCS8_decrypt(wrapping, password, Int32(password.utf8.count)) else {
            throw wrongPassword(file)
        }
        defer { PKCS8_PRIV_KEY_INFO_free(info) }
        guard let loaded = EVP_PKCS82PKEY(info) else { throw wrongPassword(file) }
        return try usable(loaded, from: file)
    }

    /// Decrypts a key of the old form, whose header names the cipher.
    private static func open(
        _ block: PEM, password: String?, from file: String
    ) throws(CryptoError) -> [UInt8] {
        guard let password else { throw needsPassword(file) }
        defer { ERR_clear_error() }
        var header = block.header.utf8CString.map { $0 }
        var cipher = EVP_CIPHER_INFO()
        guard PEM_get_EVP_CIPHER_INFO(&header, &cipher) == 1 else {
            throw CryptoError(
                "\(file) is encrypted in a way that OpenSSL does not know "
                    + "(\(CryptoError.takeReason())); convert it with openssl pkcs8 -topk8")
        }
        var bytes = block.bytes
        var size = bytes.count
        // Without a callback, the last argument is the password itself and nobody is asked.
        let opened = password.withCString { text in
            PEM_do_header(&cipher, &bytes, &size, nil, UnsafeMutableRawPointer(mutating: text))
        }
        guard opened == 1 else { throw wrongPassword(file) }
        return Array(bytes[..<size])
    }

    /// Lets only keys pass that TLS can sign with.
    private static func usable(
        _ loaded: OpaquePointer, from file: String
    ) throws(CryptoError) -> OpaquePointer {
        let kinds = ["RSA", "RSA-PSS", "ED25519", "ED448"]
        if kinds.contains(where: { EVP_PKEY_is_a(loaded, $0) == 1 }) { return loaded }
        var kind = EVP_PKEY_get0_type_name(loaded).map { String(cString: $0) } ?? "unknown"
        if let curve = curve(of: loaded) {
            if curves[curve] != nil { return loaded }
            kind = "EC on \(curve)"
        }
        EVP_PKEY_free(loaded)
        throw CryptoError(
            "\(file) holds a key of an unsupported kind (\(kind)); "
                + "use EC on P-256, P-384 or P-521, RSA or Ed25519")
    }

    private static func noKey(_ der: [UInt8], _ file: String) -> CryptoError {
        let certificate = der.withUnsafeBufferPointer { bytes in
            var next = bytes.baseAddress
            return d2i_X509(nil, &next, bytes.count)
        }
        guard let certificate else {
            return CryptoError("\(file) holds no private key: it is damaged, or something else")
        }
        X509_free(certificate)
        return CryptoError("\(file) holds a certificate where a private key is wanted")
    }

    private static func needsPassword(_ file: String) -> CryptoError {
        CryptoError("\(file) is protected by a password; give one, or store the key without")
    }

    private static func wrongPassword(_ file: String) -> CryptoError {
        CryptoError("the password does not open \(file); give the one it was protected with")
    }
}
