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
    var startLine: ArraySlice<UInt8> { hasStartLine ? line(at: 0) : [] }

    /// Every field, in the order of the lines.
    func fields() throws(WebError) -> [HTTPField] {
        var fields: [HTTPField] = []
        fields.reserveCapacity(12)
        var position = hasStartLine ? startLine.count + 2 : 0
        while true {
            let line = line(at: position)
            if line.isEmpty { return fields }
            guard fields.count < Self.mostFields else {
                throw WebError("an HTTP head has more than \(Self.mostFields) fields", status: 431)
            }
            fields.append(try field(in: line))
            position = line.endIndex + 2
        }
    }

    private func line(at start: Int) -> ArraySlice<UInt8> {
        guard let feed = bytes[start...].firstIndex(of: Bytes.lf) else { return [] }
        return bytes[start..<(feed - 1)]
    }

    private func field(in line: ArraySlice<UInt8>) throws(WebError) -> HTTPField {
        if line.first == Bytes.space || line.first == Bytes.tab {
            throw WebError("an HTTP head has a folded line (RFC 9112 §5.2)")
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
            throw WebError("an HTTP head has a line without a colon: “\(printable(line))”")
        }
        let name = line[..<colon]
        guard !name.isEmpty, name.allSatisfy(Bytes.isToken) else {
            throw WebError(
                "“\(printable(name))” is no name of an HTTP header field (RFC 9112 §5.1)")
        }
        var value = line[(colon + 1)...]
        while value.first == Bytes.space || value.first == Bytes.tab { value.removeFirst() }
        while value.last == Bytes.space || value.last == Bytes.tab { value.removeLast() }
        guard value.allSatisfy(Bytes.isFieldText) else {
            throw WebError(
                "the HTTP header field \(printable(name)) holds a control character")
        }
        return HTTPField(
            String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self))
    }
}
