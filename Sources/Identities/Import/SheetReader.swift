import Crypto

/// Reads a CSV file of things, whose certificates may lie in files beside it.
///
/// Every row is looked at, so that all that is wrong is said at once.
final class SheetReader {
    /// One thing of the file, and its certificate where it names one.
    struct Entry {
        var thing: Thing
        var certificates: [Certificate] = []
    }

    private let file: String
    private let read: (String) throws(IdentityError) -> [UInt8]
    private var rows: CSVReader
    private let columns: [Column]
    /// The line on which each name stood.
    private var lines: [String: Int] = [:]
    /// Complaints with their places, at most ``shown``.
    private var complaints: [String] = []
    private(set) var mistakes = 0

    /// The most complaints that one message holds.
    private static let shown = 10

    /// - Parameters:
    ///   - file: its name, for messages.
    ///   - read: reads a file that a row names.
    init(
        _ bytes: [UInt8], of file: String,
        reading read: @escaping (String) throws(IdentityError) -> [UInt8]
    ) throws(IdentityError) {
        self.file = file
        self.read = read
        rows = CSVReader(bytes)
        do {
            guard let header = try rows.next() else {
                throw IdentityError("the file is empty; its first row names the columns")
            }
            columns = try Column.header(header.fields)
        } catch let mistake as CSVReader.Mistake {
            throw IdentityError("\(file):\(mistake.line): \(mistake.message)")
        } catch let error as IdentityError {
            throw IdentityError("\(file):1: \(error.message)")
        } catch {
            preconditionFailure("a header fails by a mistake or an identity error, not by \(error)")
        }
    }

    /// The next entry that is as it should be, or nil at the end.
    ///
    /// - Parameter isTaken: whether a name is that of a thing already.
    /// - Throws: ``IdentityError`` where the rest is no CSV; rows that are bad are noted and passed
    ///   over.
    func next(
        isTaken: (String) throws(IdentityError) -> Bool
    ) throws(IdentityError) -> Entry? {
        while true {
            let row: CSVReader.Row
            do throws(CSVReader.Mistake) {
                guard let next = try rows.next() else { return nil }
                row = next
            } catch {
                note("\(file):\(error.line): \(error.message)")
                throw complaint
            }
            do throws(IdentityError) {
                return try entry(row, isTaken)
            } catch  where error.fault == .input {
                note("\(file):\(row.line): \(error.message)")
            }
        }
    }

    /// All that is wrong, a line each.
    var complaint: IdentityError {
        let rest = mistakes - complaints.count
        let more = rest == 0 ? [] : ["… and \(rest) more of \(file)"]
        return IdentityError((complaints + more).joined(separator: "\n"))
    }

    private func note(_ message: String) {
        mistakes += 1
        if complaints.count < Self.shown { complaints.append(message) }
    }

    private func entry(
        _ row: CSVReader.Row, _ isTaken: (String) throws(IdentityError) -> Bool
    ) throws(IdentityError) -> Entry {
        guard row.fields.count == columns.count else {
            throw IdentityError(
                "this row has \(row.fields.count) fields and the header \(columns.count)")
        }
        var cells: [Column: String] = [:]
        for (column, text) in zip(columns, row.fields) where !text.isEmpty { cells[column] = text }
        var entry = Entry(thing: Thing(number: 0, name: cells[.name] ?? ""))
        try inColumn(.name) { () throws(IdentityError) in
            let name = entry.thing.name
            try Thing.check(name: name)
            if let line = lines[name] {
                throw IdentityError("“\(name.printable)” stands in line \(line) already")
            }
            guard try !isTaken(name) else {
                throw IdentityError("there is a thing “\(name.printable)” already")
            }
            lines[name] = row.line
        }
        for column in [Column.userName, .token] {
            try inColumn(column) { () throws(IdentityError) in
                guard cells[column]?.hasControlCharacter != true else {
                    throw IdentityError("it has a control character in it, which MQTT forbids")
                }
            }
        }
        entry.thing.userName = cells[.userName]
        entry.thing.password = cells[.password]
        entry.thing.token = cells[.token]
        try takeMemberships(cells, into: &entry.thing)
        try takeCertificate(cells, into: &entry)
        return entry
    }

    private func takeMemberships(
        _ cells: [Column: String], into thing: inout Thing
    ) throws(IdentityError) {
        for (column, text) in cells {
            switch column {
            case .attribute(let name):
                try inColumn(column) { () throws(IdentityError) in
                    let attribute = Thing.Attribute(name, text)
                    try Thing.check(attribute)
                    thing.attributes.append(attribute)
                }
            case .group:
                try inColumn(column) { () throws(IdentityError) in
                    for path in text.split(separator: ";") {
                        thing.groups.append(try GroupPath(String(path).trimmed).description)
                    }
                }
            default: break
            }
        }
        thing.attributes.sort { $0.name < $1.name }
        thing.groups = Array(Set(thing.groups)).sorted()
    }

    /// Reads the certificate and its key, and holds them against each other.
    private func takeCertificate(
        _ cells: [Column: String], into entry: inout Entry
    ) throws(IdentityError) {
        guard let certificate = cells[.certificate] else {
            for column in [Column.key, .keyPassword] where cells[column] != nil {
                throw IdentityError("column \"\(column.word)\": it has no certificate beside it")
            }
            return
        }
        entry.certificates = try inColumn(.certificate) { () throws(IdentityError) in
            let bytes = try read(certificate)
            return try IdentityError.rethrowing { () throws(CryptoError) in
                try Certificate.all(pem: bytes, from: certificate)
            }
        }
        guard let place = cells[.key] else {
            throw IdentityError("column \"key\": a certificate without its key proves nothing")
        }
        try inColumn(.key) { () throws(IdentityError) in
            let bytes = try read(place)
            let key = try IdentityError.rethrowing { () throws(CryptoError) in
                try PrivateKey(pem: bytes, password: cells[.keyPassword], from: place)
            }
            guard entry.certificates[0].matches(key) else {
                throw IdentityError("\(place) is not the key of the certificate in \(certificate)")
            }
            entry.thing.keyDER = key.der
        }
        entry.thing.certificateDER = entry.certificates[0].der
    }

    /// Lets a complaint name its column.
    private func inColumn<Value>(
        _ column: Column, _ body: () throws(IdentityError) -> Value
    ) throws(IdentityError) -> Value {
        do throws(IdentityError) {
            return try body()
        } catch {
            throw IdentityError(
                "column \"\(column.word)\": \(error.message)", fault: error.fault)
        }
    }
}

extension IdentityError {
    /// What OpenSSL would not take, in its own words.
    static func rethrowing<Value>(
        _ body: () throws(CryptoError) -> Value
    ) throws(IdentityError) -> Value {
        do throws(CryptoError) {
            return try body()
        } catch {
            throw IdentityError(error.message)
        }
    }
}
