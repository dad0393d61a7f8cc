import Testing
import Web

/// Responses, good and bad.
@Suite struct HTTPResponseTests {
    struct Good: Sendable, CustomTestStringConvertible {
        let text: String
        let status: Int
        let body: String
        var isEnded = false
        var testDescription: String { text }
    }

    static let good = [
        Good(text: "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok", status: 200, body: "ok"),
        Good(text: "HTTP/1.1 200\r\ncontent-length: 0\r\n\r\n", status: 200, body: ""),
        Good(
            text: "HTTP/1.1 200 \r\ntransfer-encoding: Chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
            status: 200, body: "ok"),
        Good(text: "HTTP/1.1 204 No Content\r\n\r\n", status: 204, body: ""),
        Good(
            text: "HTTP/1.1 304 Not Modified\r\ncontent-length: 99\r\n\r\n", status: 304, body: ""),
        Good(
            text:
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 201 Created\r\ncontent-length: 1\r\n\r\nx",
            status: 201, body: "x"),
        Good(
            text: "HTTP/1.1 101 Switching Protocols\r\ncontent-length: 5\r\n\r\n", status: 101,
            body: ""),
        Good(
            text: "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nuntil the end", status: 200,
            body: "until the end", isEnded: true),
        Good(text: "HTTP/1.0 200 OK\r\n\r\n", status: 200, body: "", isEnded: true),
        Good(text: "HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok", status: 200, body: "ok"),
        Good(text: "HTTP/1.1 499 Größe\r\ncontent-length: 0\r\n\r\n", status: 499, body: ""),
    ]

    @Test(arguments: good)
    func `a response is read, and what follows is left`(_ good: Good) throws {
        for more in good.isEnded ? [""] : ["", "HTTP/1.1 500 Next\r\n", "\u{2}\u{5}"] {
            var reader = HTTPResponseReader()
            #expect(try reader.feed(good.text + more) == good.text.utf8.count)
            if good.isEnded {
                #expect(!reader.isWhole)
                try reader.ended()
            }
            let taken = reader.take()
            let response = try #require(taken)
            #expect(response.head.status == good.status)
            #expect(response.body == Array(good.body.utf8))
            try reader.ended()
        }
    }

    static let bad: [(String, String)] = [
        ("HTTP/1.1 200 OK\r\n\r\n", "an HTTP answer without length"),
        ("HTTP/1.0 200 OK\r\nconnection: keep-alive\r\n\r\n", "an HTTP answer without length"),
        ("HTTP/1.1 200 OK\r\ncontent-length: 1048577\r\n\r\n", "larger than the 1048576 bytes"),
        (
            "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 3\r\n\r\n",
            "two different content-lengths"
        ),
        ("HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\n", "only chunked is known"),
        ("HTTP/1.1 20 OK\r\n\r\n", "is no first line of an HTTP answer"),
        ("HTTP/1.1 2000 OK\r\n\r\n", "is no first line of an HTTP answer"),
        ("HTTP/1.1 099 OK\r\n\r\n", "is no first line of an HTTP answer"),
        ("HTTP/1.1\r\n\r\n", "is no first line of an HTTP answer"),
        ("HTTP/3 200 OK\r\n\r\n", "speaks HTTP/3"),
        ("ICY 200 OK\r\n\r\n", "“ICY” is no version of HTTP"),
        ("SSH-2.0-OpenSSH_9.2\r\n\r\n", "“SSH-2.0-OpenSSH_9.2” is no first line"),
        ("220 mail\n", "line feed without a carriage return"),
        ("\u{20}\u{2}\u{0}\u{5}\n", "line feed without a carriage return"),
        (
            "HTTP/1.1 200 \u{1B}[2J\r\ncontent-length: 0\r\n\r\n",
            "reason of an HTTP answer holds a control"
        ),
    ]

    @Test(arguments: bad)
    func `a bad response is refused`(_ text: String, says: String) throws {
        var reader = HTTPResponseReader()
        let error = try #require(throws: WebError.self) { _ = try reader.feed(text) }
        #expect(error.message.contains(says), "\(error)")
    }

    @Test(arguments: [
        ("H", "after 1 bytes"), ("HTTP/1.1 100 Continue\r\n\r\n", "after 25 bytes"),
        ("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nHell", "after 42 bytes"),
        ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nHello\r\n", "after 57 bytes"),
    ])
    func `an end in the middle is named`(_ text: String, says: String) throws {
        var reader = HTTPResponseReader()
        #expect(try reader.feed(text) == text.utf8.count)
        let error = try #require(throws: WebError.self) { try reader.ended() }
        #expect(error.message.contains(says), "\(error)")
    }

    @Test func `an end between two responses is none of its business`() throws {
        var reader = HTTPResponseReader()
        try reader.ended()
        _ = try reader.feed(Self.good[0].text)
        #expect(reader.take() != nil)
        try reader.ended()
    }

    @Test func `a refusal of an upgrade is known by its head, whatever its length`() throws {
        var reader = HTTPResponseReader(isUpgrade: true)
        _ = try reader.feed("HTTP/1.1 403 Forbidden\r\nserver: x\r\n\r\n{\"mess")
        #expect(reader.head?.status == 403)
        #expect(reader.bodySoFar == Array("{\"mess".utf8))
        try reader.ended()
        #expect(reader.take()?.body.count == 6)
    }

    @Test func `a body until the end is bounded too`() throws {
        var reader = HTTPResponseReader(maximumBodyBytes: 10)
        _ = try reader.feed("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n0123456789")
        #expect(throws: WebError.self) { _ = try reader.feed("x") }
    }

    @Test func `what is written states its length where there can be a body`() {
        func text(_ response: HTTPResponse) -> String {
            var bytes: [UInt8] = []
            let size = response.write(into: &bytes)
            #expect(size == bytes.count - (response.head.status == 204 ? 0 : response.body.count))
            return String(decoding: bytes, as: UTF8.self)
        }
        #expect(
            text(HTTPResponse(head: .init(status: 200)))
                == "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
        #expect(
            text(HTTPResponse(head: .init(status: 204), body: [1]))
                == "HTTP/1.1 204 No Content\r\n\r\n")
        #expect(
            text(HTTPResponse(status: 404, text: "no"))
                == "HTTP/1.1 404 Not Found\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: 3\r\n\r\nno\n"
        )
        #expect(
            text(
                HTTPResponse(
                    head: .init(status: 200, reason: "a\r\nb", fields: [HTTPField("x", "\n")])))
                == "HTTP/1.1 200 a  b\r\nx:  \r\ncontent-length: 0\r\n\r\n")
    }
}
