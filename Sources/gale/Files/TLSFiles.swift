import Crypto
import Glibc

/// Certificates, keys and revocation lists of files.
enum TLSFiles {
    /// What the password of an encrypted key is taken from.
    static let passwordVariable = "GALE_KEY_PASSWORD"

    /// A certificate with what follows it in its file, and the key that belongs to it.
    static func identity(certificate: String, key: String) throws(Failure) -> TLSIdentity {
        let chain = try certificates(certificate)
        let bytes = try TextFile.bytes(of: key)
        return try reading {
            let password = getenv(passwordVariable).map { String(cString: $0) }
            return try TLSIdentity(
                certificate: chain[0], chain: Array(chain.dropFirst()),
                key: PrivateKey(pem: bytes, password: password, from: key), from: certificate)
        }
    }

    static func certificates(_ path: String) throws(Failure) -> [Certificate] {
        let bytes = try TextFile.bytes(of: path)
        return try reading { try Certificate.all(pem: bytes, from: path) }
    }

    static func revocations(_ path: String) throws(Failure) -> [RevocationList] {
        let bytes = try TextFile.bytes(of: path)
        return try reading { try RevocationList.all(pem: bytes, from: path) }
    }

    static func keyLog(_ path: String) throws(Failure) -> TLSKeyLog {
        try reading { try TLSKeyLog(path: path) }
    }

    private static func reading<Result>(_ body: () throws -> Result) throws(Failure) -> Result {
        do {
            return try body()
        } catch {
            throw Failure(.badInput, "\(error)")
        }
    }
}
