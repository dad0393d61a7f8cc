/// Responses out of a stream of bytes that is cut wherever the network pleased.
///
/// Stops at the end of each response: what follows a 101 belongs to the protocol that was switched
/// to. Other 1xx responses are passed over. Responses to HEAD are not its business.
///
/// - Cost: a head of at most 64 KiB and 200 fields, and a body of at most the given size, are kept.
package struct HTTPResponseReader: Sendable {
    private let maximumBodyBytes: Int
    private let isUpgrade: Bool
    private var lines = HeadLines()
    private var body: BodyIntake?
    /// Bytes received since the last response was taken.
    private var received = 0

    /// The head of the response being read, as soon as it is there.
    package private(set) var head: HTTPResponse.Head?

    /// `isUpgrade` is for the answer to a WebSocket request: anything but a 101 is a refusal, whose
    /// body is read for its words, be its length stated or not.
    package init(maximumBodyBytes: Int = 1 << 20, isUpgrade: Bool = false) {
        self.maximumBodyBytes = maximumBodyBytes
        self.isUpgrade = isUpgrade
    }

    /// Whether a response is whole, and ``take()`` gives it.
    package var isWhole: Bool { body?.isWhole ?? false }

    /// The body as far as it has come.
    package var bodySoFar: [UInt8] { body?.bytes ?? [] }

    /// Takes bytes up to the end of a response, and says how many.
    ///
    /// - Throws: ``WebError``; the reader is then of no further use.
    package mutating func receive(_ bytes: UnsafeRawBufferPointer) throws(WebError) -> Int {
        var consumed = 0
        while body == nil, consumed < bytes.count {
            consumed += try lines.receive(UnsafeRawBufferPointer(rebasing: bytes[consumed...]))
            guard lines.isWhole else {
                try refuseStranger()
                break
            }
            let head = try Self.head(lines)
            lines = HeadLines()
            if head.status < 200, head.status != 101 { continue }
            body = try BodyIntake(framing(head), limit: maximumBodyBytes)
            self.head = head
        }
        if body != nil, !isWhole, consumed < bytes.count {
            consumed += try body!.receive(UnsafeRawBufferPointer(rebasing: bytes[consumed...]))
        }
        received += consumed
        return consumed
    }

    /// The peer has closed its side, which ends a response that states no length.
    ///
    /// - Throws: ``WebError`` when that cuts a response; not between two.
    package mutating func ended() throws(WebError) {
        if body?.ended() ?? (received == 0) { return }
        throw WebError(
            "the peer closed the connection after \(received) bytes of an HTTP answer")
    }

    /// The response, once it is whole; the reader then waits for the next one.
    package mutating func take() -> HTTPResponse? {
        guard isWhole, let head, let body else { return nil }
        self.head = nil
        self.body = nil
        received = 0
        return HTTPResponse(head: head, body: body.bytes, trailers: body.trailers)
    }

    private func framing(_ head: HTTPResponse.Head) throws(WebError) -> BodyIntake.Framing {
        if head.isBodiless { return .none }
        if let stated = try head.fields.framing(minorVersion: head.minorVersion) { return stated }
        guard isUpgrade || !head.keepsAlive else {
            throw WebError(
                "an HTTP answer without length: neither content-length nor chunks, on a "
                    + "connection that stays open (status \(head.status))",
                status: 502)
        }
        return .untilEnd
    }

    /// A peer that speaks another protocol may never send the empty line that ends a head.
    private func refuseStranger() throws(WebError) {
        let start = lines.bytes.drop { $0 == Bytes.cr }
        guard !zip(start, "HTTP/".utf8).allSatisfy(==) else { return }
        let line = start.prefix { $0 != Bytes.cr && $0 != Bytes.lf }
        throw WebError("“\(printable(line))” is no first line of an HTTP answer", status: 502)
    }

    private static func head(_ lines: HeadLines) throws(WebError) -> HTTPResponse.Head {
        let line = lines.startLine
        let words = line.split(
            separator: Bytes.space, maxSplits: 2, omittingEmptySubsequences: false)
        guard words.count >= 2, words[1].count == 3, words[1].allSatisfy(\.isDigit),
            let status = Int(String(decoding: words[1], as: UTF8.self)), status >= 100
        else {
            throw WebError(
                "“\(printable(line))” is no first line of an HTTP answer", status: 502)
        }
        let reason = words.count == 3 ? words[2] : []
        guard reason.allSatisfy(Bytes.isFieldText) else {
            throw WebError("the reason of an HTTP answer holds a control character", status: 502)
        }
        let minorVersion = try HTTPVersion.minor(words[0])
        return HTTPResponse.Head(
            status: status, reason: String(decoding: reason, as: UTF8.self),
            fields: try lines.fields(), minorVersion: minorVersion)
    }
}
