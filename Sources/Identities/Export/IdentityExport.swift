import Crypto

/// A set as files that any MQTT program reads: PEM, and a CSV file that gale takes in again.
///
///     ca.pem           the root and what is between it and the things
///     server.pem       the certificate of a broker, and its chain
///     server.key
///     crl.pem          the revocation list of every authority
///     things.csv       names, passwords, groups, attributes, and where the files of a thing are
///     things/NAME.pem  the certificate of a thing, and its chain
///     things/NAME.key
package final class IdentityExport {
    private let set: IdentitySet
    private let attributes: [String]
    private let cursor: ThingCursor
    /// What follows a certificate, by the row of its issuer.
    private var chains: [Int64: String] = [:]

    /// - Parameter group: things of this group and those below it alone.
    package init(of set: IdentitySet, group: String? = nil) throws(IdentityError) {
        self.set = set
        attributes = try set.database.prepare("SELECT DISTINCT name FROM attributes ORDER BY name")
            .all { $0.text(0) ?? "" }
        cursor = try set.things(in: group)
    }

    /// What a broker needs: whom to trust, what to show, whom to refuse.
    ///
    /// - Parameter now: seconds since 1970, when the revocation list is signed.
    package static func authority(
        of set: IdentitySet, at now: Int64
    ) throws(IdentityError) -> [ExportedFile] {
        let chain = try set.authorityChain
        let lists = try [set.revocationList(at: now)] + set.revocationListsAbove
        var files = [
            ExportedFile(
                path: "ca.pem", text: chain.reversed().map(\.pem).joined(), isSecret: false),
            ExportedFile(path: "crl.pem", text: lists.map(\.pem).joined(), isSecret: false),
        ]
        guard let server = try set.server else { return files }
        let (certificate, key) = try set.rethrowing { () throws(CryptoError) in
            (try Certificate(der: server.certificateDER), try PrivateKey(der: server.keyDER))
        }
        let trail = ([certificate] + chain).filter { !$0.isSelfIssued }
        files += [
            ExportedFile(
                path: "server.pem", text: trail.map(\.pem).joined(), isSecret: false),
            ExportedFile(path: "server.key", text: key.pem, isSecret: true),
        ]
        return files
    }

    /// The name of the CSV file, which holds passwords.
    package static let sheet = "things.csv"

    /// The first row of the CSV file.
    package var header: String {
        CSVWriter.row(
            [Column.name, .certificate, .key, .userName, .password, .token, .group].map(\.word)
                + attributes.map { Column.attribute($0).word })
    }

    /// The next thing: its files and its row of the CSV file; nil after the last.
    package func next() throws(IdentityError) -> (files: [ExportedFile], row: String)? {
        guard let thing = try cursor.next() else { return nil }
        var files: [ExportedFile] = []
        let base = "things/" + FileName.safe(thing.name, number: thing.number)
        if let der = thing.certificateDER {
            let text = try pem(of: der, thing) + chain(of: thing)
            files.append(ExportedFile(path: base + ".pem", text: text, isSecret: false))
        }
        if let der = thing.keyDER {
            let key = try set.rethrowing { () throws(CryptoError) in
                try PrivateKey(der: der, from: "the key of “\(thing.name)”")
            }
            files.append(ExportedFile(path: base + ".key", text: key.pem, isSecret: true))
        }
        let values = Dictionary(uniqueKeysWithValues: thing.attributes.map { ($0.name, $0.value) })
        let row = CSVWriter.row(
            [
                thing.name, thing.certificateDER == nil ? "" : base + ".pem",
                thing.keyDER == nil ? "" : base + ".key", thing.userName ?? "",
                thing.password ?? "", thing.token ?? "", thing.groups.joined(separator: ";"),
            ] + attributes.map { values[$0] ?? "" })
        return (files, row)
    }

    private func chain(of thing: Thing) throws(IdentityError) -> String {
        guard let issuer = try set.issuerID(of: thing.number) else { return "" }
        if let known = chains[issuer] { return known }
        var text = ""
        for der in try set.chain(from: issuer) { text += try pem(of: der, thing) }
        chains[issuer] = text
        return text
    }

    private func pem(of der: [UInt8], _ thing: Thing) throws(IdentityError) -> String {
        try set.rethrowing { () throws(CryptoError) in
            try Certificate(der: der, from: "the certificate of “\(thing.name)”").pem
        }
    }
}
