import Crypto
import Glibc
import Identities

/// Who signs the things of a new file, from a folder or made for it.
struct Signers {
    let lineage: Lineage
    /// Where a new root is to be written, or nil where nothing is.
    private let folder: String?

    /// - Parameters:
    ///   - folder: that of --ca.
    ///   - now: seconds since 1970.
    ///   - range: the validity of what has to be made.
    init(in folder: String?, at now: Int64, validFor range: Range<Int64>) throws {
        guard let folder else {
            lineage = try Lineage(validFor: range)
            self.folder = nil
            return
        }
        let names = ["ca.pem", "ca.key", "intermediate.pem", "intermediate.key"]
        let found = names.filter { SecretFile.isThere("\(folder)/\($0)") }
        guard !found.isEmpty else {
            lineage = try Lineage(validFor: range)
            self.folder = folder
            return
        }
        self.folder = nil
        guard found.contains("ca.pem") else {
            throw Failure(
                .badInput,
                "\(folder) has \(found.joined(separator: ", ")), but no ca.pem; put the root's "
                    + "certificate there")
        }
        let password = getenv("GALE_CA_PASSWORD").map { String(cString: $0) }
        do {
            lineage = try Self.lineage(folder, found, password: password, validFor: range)
        } catch let error as CryptoError {
            throw Failure(
                .badInput,
                error.message.contains("password")
                    ? "\(error.message) (in GALE_CA_PASSWORD)" : error.message)
        }
        for certificate in [lineage.issuing.certificate] + lineage.issuing.chain
        where certificate.notAfter < now {
            throw Failure(
                .badInput,
                "the authority “\(certificate.subject)” in \(folder) has expired; nobody would "
                    + "take what it signs")
        }
    }

    private static func lineage(
        _ folder: String, _ found: [String], password: String?, validFor range: Range<Int64>
    ) throws -> Lineage {
        func certificates(_ name: String) throws -> [Certificate] {
            let path = "\(folder)/\(name)"
            return try Certificate.all(pem: SecretFile.read(path), from: path)
        }
        func key(_ name: String) throws -> PrivateKey {
            let path = "\(folder)/\(name)"
            return try PrivateKey(pem: SecretFile.read(path), password: password, from: path)
        }
        let top = try certificates("ca.pem")
        var root: Authority?
        if found.contains("ca.key") {
            root = try Authority(
                certificate: top[0], key: key("ca.key"), chain: Array(top.dropFirst()))
        }
        if found.contains("intermediate.pem"), found.contains("intermediate.key") {
            let own = try certificates("intermediate.pem")
            let known = Set(own.map(\.der))
            let above = own.dropFirst() + top.filter { !known.contains($0.der) }
            return Lineage(
                issuing: try Authority(
                    certificate: own[0], key: key("intermediate.key"), chain: Array(above)),
                root: root)
        }
        guard let root else {
            throw Failure(
                .badInput,
                "\(folder) has \(found.joined(separator: ", ")), and so no key to sign with: put "
                    + "ca.key beside ca.pem, or intermediate.pem and intermediate.key")
        }
        return try Lineage(under: root, validFor: range)
    }

    /// Writes a new root into the folder of --ca, where that had none.
    func write() throws(Failure) {
        guard let folder, let root = lineage.root else { return }
        let made = try SecretFile.makeFolder(folder)
        do throws(Failure) {
            try SecretFile.write(
                root.key.pem, to: "\(folder)/ca.key", isSecret: true, replacing: false)
            try SecretFile.write(
                root.certificate.pem, to: "\(folder)/ca.pem", isSecret: false, replacing: false)
        } catch {
            Folder.removeIfEmpty(made)
            throw error
        }
        print("\(folder): a new root in ca.pem and ca.key")
    }
}
