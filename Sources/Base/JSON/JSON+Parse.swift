extension JSON {
    /// Why a text is not JSON, and where.
    package struct Invalid: Error, Equatable, CustomStringConvertible {
        package let problem: String

        /// Bytes from the start of the text.
        package let offset: Int

        package var description: String { "\(problem) at byte \(offset)" }
    }

    /// Levels of objects and arrays that ``init(parsing:depth:)`` follows unless told otherwise.
    package static let defaultDepth = 64

    /// Reads one value and nothing after it.
    ///
    /// - Throws: ``Invalid`` for anything RFC 8259 does not allow, a member named twice, text that
    ///   is not UTF-8, or nesting deeper than `depth`.
    /// - Cost: linear in the text; memory is a small multiple of it.
    package init(parsing text: some Collection<UInt8>, depth: Int = defaultDepth) throws(Invalid) {
        var parser = JSONParser(text: Array(text), deepest: depth)
        self = try parser.document()
    }

    package init(parsing text: String, depth: Int = defaultDepth) throws(Invalid) {
        try self.init(parsing: text.utf8, depth: depth)
    }
}

/// A reader of one text, byte by byte.
private struct JSONParser {
    let text: [UInt8]
    let deepest: Int
    var at = 0

    init(text: [UInt8], deepest: Int) {
        self.text = text
        self.deepest = deepest
    }

    mutating func document() throws(JSON.Invalid) -> JSON {
        let value = try value(depth: 0)
        skipSpace()
        guard at == text.count else { throw invalid("something follows the value") }
        return value
    }

    private func invalid(_ problem: String) -> JSON.Invalid {
        JSON.Invalid(problem: problem, offset: at)
    }

    private var peek: UInt8? { at < text.count ? text[at] : nil }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
            at += 1
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        at += 1
        return true
    }

    private mutating func value(depth: Int) throws(JSON.Invalid) -> JSON {
        skipSpace()
        guard let first = peek else { throw invalid("the text ends where a value should stand") }
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "["), depth == deepest {
            throw invalid("more than \(deepest) levels of nesting")
        }
        switch first {
        case UInt8(ascii: "{"): return .object(try members(depth: depth))
        case UInt8(ascii: "["): return .array(try elements(depth: depth))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw invalid("no value begins like this")
        }
    }

    private mutating func word(_ word: String, _ value: JSON) throws(JSON.Invalid) -> JSON {
        guard text[at...].starts(with: word.utf8) else {
            throw invalid("no value begins like this")
        }
        at += word.utf8.count
        return value
    }

    private mutating func members(depth: Int) throws(JSON.Invalid) -> JSON.Members {
        at += 1
        var members = JSON.Members()
        skipSpace()
        if take(UInt8(ascii: "}")) { return members }
        repeat {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else {
                throw invalid("a member needs a name in quotes")
            }
            let start = at
            let key = try string()
            guard members[key] == nil else {
                throw JSON.Invalid(problem: "the member “\(key)” stands twice", offset: start)
            }
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw invalid("a colon is missing") }
            members[key] = try value(depth: depth + 1)
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw invalid("a comma or “}” is missing") }
        return members
    }

    private mutating func elements(depth: Int) throws(JSON.Invalid) -> [JSON] {
        at += 1
        var elements: [JSON] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return elements }
        repeat {
            elements.append(try value(depth: depth + 1))
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw invalid("a comma or “]” is missing") }
        return elements
    }

    private mutating func number() throws(JSON.Invalid) -> JSON {
        let start = at
        _ = take(UInt8(ascii: "-"))
        let whole = digits()
        guard whole > 0 else { throw invalid("a digit is missing") }
        guard whole == 1 || text[at - whole] != UInt8(ascii: "0") else {
            throw JSON.Invalid(problem: "a number does not begin with zero", offset: start)
        }
        var isWhole = true
        if take(UInt8(ascii: ".")) {
            isWhole = false
            guard digits() > 0 else { throw invalid("a digit is missing") }
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isWhole = false
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            guard digits() > 0 else { throw invalid("a digit is missing") }
        }
        let literal = String(decoding: text[start..<at], as: UTF8.self)
        if isWhole, let whole = Int64(literal) { return .integer(whole) }
        guard let value = Double(literal), value.isFinite else {
            throw JSON.Invalid(problem: "the number \(literal) is too large", offset: start)
        }
        return .number(value)
    }

    private mutating func digits() -> Int {
        let start = at
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { at += 1 }
        return at - start
    }

    private mutating func string() throws(JSON.Invalid) -> String {
        let start = at
        at += 1
        var bytes: [UInt8] = []
        while let byte = peek {
            at += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: bytes, as: UTF8.self) else {
                    throw JSON.Invalid(problem: "this string is not UTF-8", offset: start)
                }
                return string
            case UInt8(ascii: "\\"): try escape(into: &bytes)
            case 0..<0x20:
                at -= 1
                throw invalid("a control character stands bare in a string")
            default: bytes.append(byte)
            }
        }
        throw invalid("a string has no end")
    }

    private mutating func escape(into bytes: inout [UInt8]) throws(JSON.Invalid) {
        guard let byte = peek else { throw invalid("a string has no end") }
        at += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes.append(byte)
        case UInt8(ascii: "b"): bytes.append(0x08)
        case UInt8(ascii: "f"): bytes.append(0x0C)
        case UInt8(ascii: "n"): bytes.append(0x0A)
        case UInt8(ascii: "r"): bytes.append(0x0D)
        case UInt8(ascii: "t"): bytes.append(0x09)
        case UInt8(ascii: "u"): bytes += String(try codePoint()).utf8
        default:
            at -= 1
            throw invalid("there is no such escape")
        }
    }

    /// What follows `\u`, with its second half where it is a surrogate.
    private mutating func codePoint() throws(JSON.Invalid) -> Character {
        var value = try hexadecimal()
        if (0xD800..<0xDC00).contains(value) {
            guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
                throw invalid("half a surrogate pair is missing")
            }
            let low = try hexadecimal()
            guard (0xDC00..<0xE000).contains(low) else {
                throw invalid("half a surrogate pair is missing")
            }
            value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(value) else {
            throw invalid("half a surrogate pair is missing")
        }
        return Character(scalar)
    }

    private mutating func hexadecimal() throws(JSON.Invalid) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw invalid("four hexadecimal digits are missing")
            }
            value = value << 4 | UInt32(digit)
            at += 1
        }
        return value
    }
}
