/// Requests out of a stream of bytes that is cut wherever the network pleased.
///
/// Stops at the end of each request: what follows belongs to the next one, or to the WebSocket
/// that the request asked for.
///
/// - Cost: a head of at most 64 KiB and 200 fields, and a body of at most the given size, are kept.
package struct HTTPRequestReader: Sendable {
    private let maximumBodyBytes: Int
    private var lines = HeadLines()
    private var body: BodyIntake?
    private var owesContinue = false

    /// The head of the request being read, as soon as it is there.
    package private(set) var head: HTTPRequest.Head?

    package init(maximumBodyBytes: Int) {
        self.maximumBodyBytes = maximumBodyBytes
    }

    /// Whether a request is whole, and ``take()`` gives it.
    package var isWhole: Bool { body?.isWhole ?? false }

    /// Whether a request was begun and is not whole.
    package var isUnderWay: Bool { !lines.isEmpty && !isWhole }

    /// Takes bytes up to the end of a request, and says how many.
    ///
    /// - Throws: ``WebError``, whose status is what to answer before closing; the reader is then
    ///   of no further use.
    package mutating func receive(_ bytes: UnsafeRawBufferPointer) throws(WebError) -> Int {
        var consumed = 0
        if body == nil {
            consumed = try lines.receive(bytes)
            guard lines.isWhole else { return consumed }
            let head = try Self.head(lines)
            let framing = try head.fields.framing(minorVersion: head.minorVersion) ?? .none
            body = try BodyIntake(framing, limit: maximumBodyBytes)
            owesContinue =
                !isWhole && head.minorVersion >= 1
                && head.fields.tokens("expect").contains("100-continue")
            self.head = head
        }
        if !isWhole, consumed < bytes.count {
            // Whoever sends the body does not wait for leave any more.
            owesContinue = false
            consumed += try body!.receive(UnsafeRawBufferPointer(rebasing: bytes[consumed...]))
        }
        return consumed
    }

    /// What to send to a client that waits for leave to send its body (RFC 9110 §10.1.1).
    ///
    /// Empty for most requests; not given twice.
    package mutating func takeContinue() -> [UInt8] {
        guard owesContinue else { return [] }
        owesContinue = false
        return Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)
    }

    /// The request, once it is whole; the reader then waits for the next one.
    package mutating func take() -> HTTPRequest? {
        guard isWhole, let head, let body else { return nil }
        self.head = nil
        self.body = nil
        lines = HeadLines()
        return HTTPRequest(head: head, body: body.bytes, trailers: body.trailers)
    }

    private static func head(_ lines: HeadLines) throws(WebError) -> HTTPRequest.Head {
        let line = lines.startLine
        let words = line.split(separator: Bytes.space, omittingEmptySubsequences: false)
        guard words.count == 3 else {
            throw WebError("“\(printable(line))” is no first line of an HTTP request")
        }
        guard !words[0].isEmpty, words[0].allSatisfy(Bytes.isToken) else {
            throw WebError("“\(printable(words[0]))” is no HTTP method")
        }
        guard !words[1].isEmpty, words[1].allSatisfy(Bytes.isVisible) else {
            throw WebError("“\(printable(words[1]))” is no target of an HTTP request")
        }
        let fields = try lines.fields()
        let minorVersion = try HTTPVersion.minor(words[2])
        let hosts = fields.count { $0.name.equalsIgnoringCase("host") }
        guard hosts == 1 || hosts == 0 && minorVersion == 0 else {
            throw WebError("an HTTP request has \(hosts) host fields in place of one")
        }
        return HTTPRequest.Head(
            method: String(decoding: words[0], as: UTF8.self),
            target: String(decoding: words[1], as: UTF8.self), fields: fields,
            minorVersion: minorVersion)
    }
}

/// The last word of a request line and the first of a status line.
enum HTTPVersion {
    static func minor(_ word: ArraySlice<UInt8>) throws(WebError) -> Int {
        if word.elementsEqual("HTTP/1.1".utf8) { return 1 }
        if word.elementsEqual("HTTP/1.0".utf8) { return 0 }
        if word.starts(with: "HTTP/".utf8) {
            throw WebError(
                "the peer speaks \(printable(word)); only HTTP/1.0 and HTTP/1.1 are known",
                status: 505)
        }
        throw WebError("“\(printable(word))” is no version of HTTP")
    }
}
