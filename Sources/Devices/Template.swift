/// A text with places to fill in: a topic, a Will, the payload of an application.
///
/// A placeholder is a lower-case word in braces, so JSON may be written as it is.
///
/// - Cost: filling in copies bytes and allocates nothing but room in the buffer.
package struct Template: Equatable, Sendable {
    package enum Placeholder: String, CaseIterable, Sendable {
        /// The number of the device.
        case id
        /// Its client identifier.
        case client
        /// The name of the model, or of the application.
        case name
        /// The due instant, which carries the ``Stamp``.
        case timestamp
        /// The number of the message in its stream.
        case number
    }

    enum Piece: Equatable, Sendable {
        /// A range of ``literals``.
        case literal(from: Int, to: Int)
        case placeholder(Placeholder)

        var isLiteral: Bool { if case .literal = self { true } else { false } }
    }

    /// What a template cannot be, in a sentence.
    package struct Invalid: Error, Equatable, CustomStringConvertible {
        package let description: String
    }

    /// What stands for the placeholders.
    package struct Values: Sendable {
        package var id: Int
        package var client: String
        package var name: String
        package var epochMilliseconds: Int64
        package var number: UInt32

        package init(
            id: Int = 0, client: String = "", name: String = "", epochMilliseconds: Int64 = 0,
            number: UInt32 = 0
        ) {
            self.id = id
            self.client = client
            self.name = name
            self.epochMilliseconds = epochMilliseconds
            self.number = number
        }
    }

    package let text: String
    let literals: [UInt8]
    let pieces: [Piece]
    /// Whether what is filled in must be fit for a JSON string.
    let isJSON: Bool

    /// A topic name: not empty, no wildcards, no NUL, at most 65,535 bytes before filling in.
    package static func topic(_ text: String) throws(Invalid) -> Template {
        if text.isEmpty { throw Invalid(description: "a topic needs at least one character") }
        if let bad = text.unicodeScalars.first(where: { "+#\u{0}".unicodeScalars.contains($0) }) {
            let shown = bad == "\u{0}" ? "NUL" : String(Character(bad))
            throw Invalid(description: "the topic “\(text)” has \(shown) in it; only filters may")
        }
        if text.utf8.count > 65_535 {
            throw Invalid(description: "a topic has at most 65535 bytes, not \(text.utf8.count)")
        }
        return try Template(text, allowing: [.id, .client, .name])
    }

    /// A text of a device: `{id}`, `{client}`, `{name}`.
    package static func words(_ text: String) throws(Invalid) -> Template {
        try Template(text, allowing: [.id, .client, .name])
    }

    /// The payload of an application: `{timestamp}`, `{number}`, `{name}`.
    package static func publication(_ text: String) throws(Invalid) -> Template {
        try Template(text, allowing: [.timestamp, .number, .name])
    }

    package init(_ text: String, allowing allowed: [Placeholder]) throws(Invalid) {
        var literals: [UInt8] = []
        var pieces: [Piece] = []
        var start = 0
        var rest = Substring(text)
        while let open = rest.firstIndex(of: "{") {
            let word = rest[rest.index(after: open)...].prefix { $0.isASCII && $0.isLowercase }
            guard !word.isEmpty, word.endIndex < rest.endIndex, rest[word.endIndex] == "}" else {
                let next = rest.index(after: open)
                literals += rest[..<next].utf8
                rest = rest[next...]
                continue
            }
            guard let placeholder = allowed.first(where: { $0.rawValue == word }) else {
                let list = allowed.map { "{\($0.rawValue)}" }.joined(separator: ", ")
                throw Invalid(description: "{\(word)} stands for nothing here; there is \(list)")
            }
            literals += rest[..<open].utf8
            if literals.count > start {
                pieces.append(.literal(from: start, to: literals.count))
            }
            start = literals.count
            pieces.append(.placeholder(placeholder))
            rest = rest[rest.index(after: word.endIndex)...]
        }
        literals += rest.utf8
        if literals.count > start { pieces.append(.literal(from: start, to: literals.count)) }
        self.text = text
        self.literals = literals
        self.pieces = pieces
        isJSON = pieces.first?.isLiteral ?? false && ["{", "[", "\""].contains(text.first)
    }

    /// Appends the text with `values` in place, and seals its first timestamp if it has one.
    package func append(_ values: Values, to bytes: inout [UInt8]) {
        let start = bytes.count
        var timestamp: Int?
        for piece in pieces {
            switch piece {
            case .literal(let from, let to): bytes.append(contentsOf: literals[from..<to])
            case .placeholder(.id): Decimal.append(Double(values.id), decimals: 0, to: &bytes)
            case .placeholder(.client): append(values.client, to: &bytes)
            case .placeholder(.name): append(values.name, to: &bytes)
            case .placeholder(.number): Decimal.append(UInt64(values.number), to: &bytes)
            case .placeholder(.timestamp):
                if timestamp == nil { timestamp = bytes.count }
                Timestamp.append(epochMilliseconds: values.epochMilliseconds, to: &bytes)
            }
        }
        guard let timestamp else { return }
        Stamp.seal(&bytes, from: start, timestamp: timestamp, number: values.number)
    }

    /// The text with `values` in place, for where an allocation does no harm.
    package func filled(_ values: Values) -> String {
        var bytes: [UInt8] = []
        append(values, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func append(_ text: String, to bytes: inout [UInt8]) {
        if isJSON {
            JSONText.append(text, to: &bytes)
        } else {
            bytes.append(contentsOf: text.utf8)
        }
    }
}

/// The inside of JSON strings.
enum JSONText {
    /// Appends `text` with what JSON forbids in a string escaped, without the quotes.
    static func append(_ text: String, to bytes: inout [UInt8]) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20:
                bytes.append(contentsOf: Array("\\u00".utf8))
                bytes.append(hex(byte >> 4))
                bytes.append(hex(byte & 15))
            default: bytes.append(byte)
            }
        }
    }

    private static func hex(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
    }
}
