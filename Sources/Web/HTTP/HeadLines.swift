import Glibc

/// Gathers the lines of a head, or of the fields behind a chunked body, up to the empty one.
///
/// Bare line feeds, bare carriage returns and folded lines are refused: peers that read them
/// differently are how requests are smuggled (RFC 9112 §2.2, §5.2, §11.2).
struct HeadLines: Sendable {
    /// The most bytes that a head may have.
    static let longest = 65_536
    /// The most fields that a head may have.
    static let mostFields = 200

    private(set) var bytes: [UInt8] = []
    /// Where the line being read begins.
    private var lineStart = 0
    /// Whether the first line is a start line, before which one empty line is forgiven
    /// (RFC 9112 §2.2).
    private let hasStartLine: Bool
    private(set) var isWhole = false

    init(hasStartLine: Bool = true) {
        self.hasStartLine = hasStartLine
    }

    var isEmpty: Bool { bytes.isEmpty }

    /// Takes bytes up to the end of the empty line, and says how many.
    mutating func receive(_ input: UnsafeRawBufferPointer) throws(WebError) -> Int {
        var position = 0
        while !isWhole, position < input.count {
            let rest = UnsafeRawBufferPointer(rebasing: input[position...])
            let feed = memchr(rest.baseAddress!, Int32(Bytes.lf), rest.count)
            let count = feed.map { UnsafeRawPointer($0) - rest.baseAddress! + 1 } ?? rest.count
            guard bytes.count + count <= Self.longest else {
                throw WebError("an HTTP head has more than \(Self.longest) bytes", status: 431)
            }
            bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: rest[..<count]))
            position += count
            if feed != nil { try endLine() }
        }
        return position
    }

    private mutating func endLine() throws(WebError) {
        let length = bytes.count - lineStart
        guard length >= 2, bytes[bytes.count - 2] == Bytes.cr else {
            throw WebError("an HTTP head has a line feed without a carriage return")
        }
        if length > 2 {
            lineStart = bytes.count
        } else if lineStart > 0 || !hasStartLine {
            isWhole = true
        } else {
            // Only once: the second empty line is no head either.
            bytes.removeAll(keepingCapacity: true)
            guard !forgaveEmptyLine else { throw WebError("an HTTP head has no first line") }
            forgaveEmptyLine = true
        }
    }

    private var forgaveEmptyLine = false

    /// The first line without its end; empty for fields behind a body.
    var startLine: ArraySlice<UInt8> {
        guard hasStartLine, let feed = bytes.firstIndex(of: Bytes.lf) else { return [] }
        return bytes[..<(feed - 1)]
    }

    /// Every field, in the order of the lines.
    func fields() throws(WebError) -> [HTTPField] {
        let start = hasStartLine ? startLine.count + 2 : 0
        return try bytes.withUnsafeBufferPointer { (bytes) throws(WebError) in
            var fields: [HTTPField] = []
            fields.reserveCapacity(8)
            var rest = UnsafeBufferPointer(rebasing: bytes[start...])
            while let feed = rest.firstIndex(of: Bytes.lf), feed > 1 {
                guard fields.count < Self.mostFields else {
                    throw WebError(
                        "an HTTP head has more than \(Self.mostFields) fields", status: 431)
                }
                fields.append(
                    try Self.field(in: UnsafeBufferPointer(rebasing: rest[..<(feed - 1)])))
                rest = UnsafeBufferPointer(rebasing: rest[(feed + 1)...])
            }
            return fields
        }
    }

    private static func field(
        in line: UnsafeBufferPointer<UInt8>
    ) throws(WebError) -> HTTPField {
        if Bytes.isBlank(line[0]) {
            throw WebError("an HTTP head has a folded line (RFC 9112 §5.2)")
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
            throw WebError("an HTTP head has a line without a colon: “\(printable(line))”")
        }
        let name = UnsafeBufferPointer(rebasing: line[..<colon])
        guard colon > 0, name.allSatisfy(Bytes.isToken) else {
            throw WebError(
                "“\(printable(name))” is no name of an HTTP header field (RFC 9112 §5.1)")
        }
        var start = colon + 1
        var end = line.count
        while start < end, Bytes.isBlank(line[start]) { start += 1 }
        while start < end, Bytes.isBlank(line[end - 1]) { end -= 1 }
        let value = UnsafeBufferPointer(rebasing: line[start..<end])
        guard value.allSatisfy(Bytes.isFieldText) else {
            throw WebError(
                "the HTTP header field \(printable(name)) holds a control character")
        }
        return HTTPField(
            String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self))
    }
}
