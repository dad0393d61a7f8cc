/// Gathers the body of a message by whichever rule its head gave (RFC 9112 §6, §7).
struct BodyIntake: Sendable {
    enum Framing: Equatable, Sendable {
        case none
        case length(Int)
        case chunked
        case untilEnd
    }

    private enum Phase: Sendable {
        case length(Int)
        case chunkLine
        case chunk(Int)
        case chunkEnd
        case trailers
        case untilEnd
        case whole
    }

    /// The longest line that gives the size of a chunk, with its extensions.
    private static let longestLine = 4096

    private(set) var bytes: [UInt8] = []
    private(set) var trailers: [HTTPField] = []
    private let limit: Int
    private var phase: Phase
    private var line: [UInt8] = []
    private var trailerLines = HeadLines(hasStartLine: false)

    init(_ framing: Framing, limit: Int) throws(WebError) {
        self.limit = limit
        switch framing {
        case .none: phase = .whole
        case .length(let count):
            guard count <= limit else { throw Self.tooLarge(limit) }
            phase = count == 0 ? .whole : .length(count)
        case .chunked: phase = .chunkLine
        case .untilEnd: phase = .untilEnd
        }
    }

    var isWhole: Bool { if case .whole = phase { true } else { false } }

    /// The connection ended; false when that is too early.
    mutating func ended() -> Bool {
        if case .untilEnd = phase { phase = .whole }
        return isWhole
    }

    /// Takes bytes of the body, and says how many.
    mutating func receive(_ input: UnsafeRawBufferPointer) throws(WebError) -> Int {
        var position = 0
        while !isWhole, position < input.count {
            let rest = UnsafeRawBufferPointer(rebasing: input[position...])
            position += try step(rest)
        }
        return position
    }

    private mutating func step(_ rest: UnsafeRawBufferPointer) throws(WebError) -> Int {
        switch phase {
        case .length(let left):
            let count = append(rest, atMost: left)
            phase = count == left ? .whole : .length(left - count)
            return count
        case .chunk(let left):
            let count = append(rest, atMost: left)
            phase = count == left ? .chunkEnd : .chunk(left - count)
            return count
        case .untilEnd:
            guard rest.count <= limit - bytes.count else { throw Self.tooLarge(limit) }
            return append(rest, atMost: rest.count)
        case .chunkLine, .chunkEnd:
            return try takeLine(rest)
        case .trailers:
            let count = try trailerLines.receive(rest)
            if trailerLines.isWhole {
                trailers = try trailerLines.fields()
                trailerLines = HeadLines(hasStartLine: false)
                phase = .whole
            }
            return count
        case .whole: return 0
        }
    }

    private mutating func append(_ rest: UnsafeRawBufferPointer, atMost most: Int) -> Int {
        let count = min(rest.count, most)
        bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: rest[..<count]))
        return count
    }

    /// The line with the size of a chunk, or the empty one after it.
    private mutating func takeLine(_ rest: UnsafeRawBufferPointer) throws(WebError) -> Int {
        let feed = rest.firstIndex(of: Bytes.lf)
        let count = feed.map { $0 + 1 } ?? rest.count
        guard line.count + count <= Self.longestLine else {
            throw WebError("a chunk of an HTTP body has a first line of more than 4096 bytes")
        }
        line.append(contentsOf: UnsafeRawBufferPointer(rebasing: rest[..<count]))
        guard feed != nil else { return count }
        guard line.count >= 2, line[line.count - 2] == Bytes.cr else {
            throw WebError("a chunked HTTP body has a line feed without a carriage return")
        }
        let text = line.dropLast(2)
        line = []
        if case .chunkEnd = phase {
            guard text.isEmpty else {
                throw WebError("a chunk of an HTTP body is longer than its size says")
            }
            phase = .chunkLine
        } else {
            let size = try Self.size(text)
            guard size <= limit - bytes.count else { throw Self.tooLarge(limit) }
            phase = size == 0 ? .trailers : .chunk(size)
        }
        return count
    }

    /// Hexadecimal digits, and perhaps extensions behind a semicolon, which mean nothing here.
    private static func size(_ line: ArraySlice<UInt8>) throws(WebError) -> Int {
        var digits = line.prefix { $0 != UInt8(ascii: ";") }
        let isExtended = digits.count < line.count
        while isExtended, digits.last == Bytes.space || digits.last == Bytes.tab {
            digits.removeLast()
        }
        var size = 0
        for digit in digits {
            guard let value = digit.hexadecimal, size >> 56 == 0 else {
                throw WebError("“\(printable(digits))” is no size of a chunk (RFC 9112 §7.1)")
            }
            size = size << 4 | Int(value)
        }
        guard !digits.isEmpty, line.allSatisfy(Bytes.isFieldText) else {
            throw WebError("a chunk of an HTTP body has no size (RFC 9112 §7.1)")
        }
        return size
    }

    private static func tooLarge(_ limit: Int) -> WebError {
        WebError("an HTTP body is larger than the \(limit) bytes that are let through", status: 413)
    }
}

extension [HTTPField] {
    /// The framing that the fields state, or nil when they state none.
    ///
    /// - Throws: ``WebError`` for what would let two readers disagree where the body ends
    ///   (RFC 9112 §6.1, §6.3).
    func framing(minorVersion: Int) throws(WebError) -> BodyIntake.Framing? {
        if holds("transfer-encoding") {
            let codings = tokens("transfer-encoding")
            guard !holds("content-length") else {
                throw WebError("an HTTP head has both a content-length and a transfer-encoding")
            }
            guard minorVersion >= 1 else {
                throw WebError("an HTTP/1.0 head has a transfer-encoding")
            }
            guard codings == ["chunked"] else {
                let names = printable(codings.joined(separator: ", "))
                throw WebError(
                    "an HTTP body has the transfer-encoding “\(names)”; only chunked is known",
                    status: 501)
            }
            return .chunked
        }
        var length: Int?
        for field in self where field.name.equalsIgnoringCase("content-length") {
            let value = try field.length()
            guard length == nil || length == value else {
                throw WebError("an HTTP head has two different content-lengths")
            }
            length = value
        }
        return length.map { .length($0) }
    }
}

extension HTTPField {
    /// The number of a `content-length`, be it one or a list of the same (RFC 9110 §8.6).
    fileprivate func length() throws(WebError) -> Int {
        // Nearly always a few digits and nothing else.
        if value.utf8.count < 19, value.utf8.allSatisfy(\.isDigit), let number = Int(value) {
            return number
        }
        var length: Int?
        for text in value.parts(at: ",") {
            let digits = text.trimmed
            guard !digits.isEmpty, digits.utf8.allSatisfy(\.isDigit), let number = Int(digits)
            else {
                throw WebError("“\(printable(digits))” is no content-length")
            }
            guard length == nil || length == number else {
                throw WebError("an HTTP head has two different content-lengths")
            }
            length = number
        }
        return length ?? 0
    }
}
