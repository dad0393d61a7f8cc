import Testing
import Web

/// Requests, good and bad.
@Suite struct HTTPRequestTests {
    struct Bad: Sendable, CustomTestStringConvertible {
        let text: String
        var status = 400
        let says: String
        var testDescription: String { says }

        init(_ text: String, _ status: Int = 400, says: String) {
            self.text = text
            self.status = status
            self.says = says
        }
    }

    static let post = "POST / HTTP/1.1\r\nhost: a\r\n"
    static let chunked = post + "transfer-encoding: chunked\r\n\r\n"

    static let bad = [
        Bad(
            post + "content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n",
            says: "both a content-length and a transfer-encoding"),
        Bad(
            post + "content-length: 1\r\ncontent-length: 2\r\n\r\n",
            says: "two different content-lengths"),
        Bad(post + "content-length: 1, 2\r\n\r\n", says: "two different content-lengths"),
        Bad(post + "content-length: +1\r\n\r\n", says: "“+1” is no content-length"),
        Bad(post + "content-length: -1\r\n\r\n", says: "“-1” is no content-length"),
        Bad(post + "content-length: 0x1\r\n\r\n", says: "no content-length"),
        Bad(post + "content-length: \r\n\r\n", says: "“” is no content-length"),
        Bad(post + "content-length: 1,\r\n\r\n", says: "“” is no content-length"),
        Bad(post + "content-length: 99999999999999999999\r\n\r\n", says: "no content-length"),
        Bad(post + "content-length: 101\r\n\r\n", 413, says: "larger than the 100 bytes"),
        Bad(
            post + "transfer-encoding: gzip, chunked\r\n\r\n", 501,
            says: "“gzip, chunked”; only chunked"),
        Bad(post + "transfer-encoding: identity\r\n\r\n", 501, says: "“identity”"),
        Bad(
            post + "transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n", 501,
            says: "“chunked, chunked”"),
        Bad(post + "transfer-encoding:\r\n\r\n", 501, says: "transfer-encoding “”"),
        Bad(
            "POST / HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n",
            says: "an HTTP/1.0 head has a transfer-encoding"),
        Bad("GET / HTTP/1.1\nhost: a\r\n\r\n", says: "line feed without a carriage return"),
        Bad("GET / HTTP/1.1\r\nhost: a\n\r\n", says: "line feed without a carriage return"),
        Bad("GET / HTTP/1.1\r\nhost: a\r\n\n", says: "line feed without a carriage return"),
        Bad("GET / HTTP/1.1\r\nhost: a\rb: c\r\n\r\n", says: "host holds a control character"),
        Bad("GET / HTTP/1.1\r\nhost: a\r\n b\r\n\r\n", says: "folded line"),
        Bad("GET / HTTP/1.1\r\n host: a\r\n\r\n", says: "folded line"),
        Bad("GET / HTTP/1.1\r\nhost : a\r\n\r\n", says: "“host ” is no name"),
        Bad("GET / HTTP/1.1\r\n: a\r\n\r\n", says: "“” is no name"),
        Bad("GET / HTTP/1.1\r\nhost\r\n\r\n", says: "without a colon: “host”"),
        Bad("GET / HTTP/1.1\r\nhöst: a\r\n\r\n", says: "is no name"),
        Bad("GET / HTTP/1.1\r\nhost: a\u{0}\r\n\r\n", says: "control character"),
        Bad("GET / HTTP/1.1\r\n\r\n", says: "0 host fields"),
        Bad("GET / HTTP/1.1\r\nhost: a\r\nHost: b\r\n\r\n", says: "2 host fields"),
        Bad("GET  / HTTP/1.1\r\nhost: a\r\n\r\n", says: "is no first line"),
        Bad("GET /\r\nhost: a\r\n\r\n", says: "is no first line"),
        Bad("GET / a HTTP/1.1\r\nhost: a\r\n\r\n", says: "is no first line"),
        Bad("G(T / HTTP/1.1\r\nhost: a\r\n\r\n", says: "“G(T” is no HTTP method"),
        Bad(" / HTTP/1.1\r\nhost: a\r\n\r\n", says: "no HTTP method"),
        Bad("GET /\t HTTP/1.1\r\nhost: a\r\n\r\n", says: "no target"),
        Bad("GET /ü HTTP/1.1\r\nhost: a\r\n\r\n", says: "no target"),
        Bad("GET / HTTP/2.0\r\nhost: a\r\n\r\n", 505, says: "speaks HTTP/2.0"),
        Bad("GET / http/1.1\r\nhost: a\r\n\r\n", says: "“http/1.1” is no version"),
        Bad("\r\n\r\nGET / HTTP/1.1\r\nhost: a\r\n\r\n", says: "no first line"),
        Bad("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, says: "only HTTP/1.0 and HTTP/1.1"),
        Bad("\u{16}\u{3}\u{1}\u{2}\n", says: "line feed without"),
        Bad(chunked + "5\r\nHello!\r\n", says: "longer than its size says"),
        Bad(chunked + "5\nHello\r\n", says: "line feed without"),
        Bad(chunked + "5\r\nHello\n", says: "line feed without"),
        Bad(chunked + "x\r\n", says: "“x” is no size of a chunk"),
        Bad(chunked + " 5\r\n", says: "“ 5” is no size of a chunk"),
        Bad(chunked + "5 \r\n", says: "“5 ” is no size of a chunk"),
        Bad(chunked + "0x5\r\n", says: "no size of a chunk"),
        Bad(chunked + "\r\n", says: "has no size"),
        Bad(chunked + ";a\r\n", says: "has no size"),
        Bad(chunked + "FFFFFFFFFFFFFFFF\r\n", says: "no size of a chunk"),
        Bad(chunked + "65\r\n", 413, says: "larger than the 100 bytes"),
        Bad(chunked + "0\r\ntrailer : x\r\n\r\n", says: "“trailer ” is no name"),
        Bad(chunked + "5;" + String(repeating: "a", count: 4096), says: "more than 4096 bytes"),
        Bad(
            post + String(repeating: "a: b\r\n", count: 200) + "\r\n", 431,
            says: "more than 200 fields"),
        Bad(
            post + "a: " + String(repeating: "b", count: 65_536), 431, says: "more than 65536 bytes"
        ),
        Bad(String(repeating: "G", count: 65_537), 431, says: "more than 65536 bytes"),
    ]

    @Test(arguments: bad)
    func `a bad request is refused, in one piece and byte by byte`(_ bad: Bad) throws {
        let bytes = Array(bad.text.utf8)
        let longest = bytes.count < 5000 ? 1 : 1000
        let cuts = stride(from: 0, to: bytes.count, by: longest)
        for pieces in [[bytes], cuts.map { Array(bytes[$0...].prefix(longest)) }] {
            var reader = HTTPRequestReader(maximumBodyBytes: 100)
            let error = try #require(throws: WebError.self) {
                for piece in pieces {
                    var rest = piece[...]
                    while !rest.isEmpty, !reader.isWhole {
                        rest = rest.dropFirst(try reader.feed(rest))
                    }
                }
            }
            #expect(error.message.contains(bad.says), "\(error)")
            #expect(error.status == bad.status)
        }
    }

    @Test func `what is whole is taken and the rest is left`() throws {
        var reader = HTTPRequestReader(maximumBodyBytes: 100)
        let first =
            "\r\nPOST /a?b=c HTTP/1.1\r\nHost: x\r\nCONTENT-LENGTH: 5, 5\r\nx:\r\ny: \t z \t\r\n\r\nHello"
        #expect(try reader.feed(first + "GET / HTTP/1.1\r\n") == first.utf8.count)
        #expect(try reader.feed("more") == 0)
        let taken = reader.take()
        let request = try #require(taken)
        #expect(request.head.method == "POST" && request.head.target == "/a?b=c")
        #expect(request.head.path == "/a" && request.head.query == "b=c")
        #expect(request.head.fields.count == 4)
        #expect(request.head.fields["content-length"] == "5, 5")
        #expect(request.head.fields["X"] == "" && request.head.fields["Y"] == "z")
        #expect(request.body == Array("Hello".utf8))
        #expect(request.head.keepsAlive)
        #expect(reader.take() == nil && !reader.isUnderWay)
        #expect(try reader.feed("GET / HTTP/1.0\r\n") == 16)
        #expect(reader.isUnderWay)
        #expect(try reader.feed("\r\n") == 2)
        #expect(reader.take()?.head.keepsAlive == false)
    }

    @Test func `chunks, extensions and trailers`() throws {
        var reader = HTTPRequestReader(maximumBodyBytes: 100)
        let text =
            Self.chunked
            + "5;a=\"b\"\r\nHello\r\n007 ;x\r\n, world\r\n000;y\r\nx: 1\r\nX: 2\r\n\r\n"
        #expect(try reader.feed(text + "!") == text.utf8.count)
        let taken = reader.take()
        #expect(taken?.body == Array("Hello, world".utf8))
        #expect(taken?.trailers == [HTTPField("x", "1"), HTTPField("X", "2")])
    }

    @Test func `a client that asks for leave to send gets it once`() throws {
        var reader = HTTPRequestReader(maximumBodyBytes: 100)
        #expect(reader.takeContinue().isEmpty)
        _ = try reader.feed(Self.post + "expect: 100-continue\r\ncontent-length: 2\r\n\r\n")
        #expect(reader.head?.method == "POST" && !reader.isWhole)
        #expect(reader.takeContinue() == Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
        #expect(reader.takeContinue().isEmpty)
        _ = try reader.feed("ab")
        #expect(reader.take()?.body == Array("ab".utf8))
        _ = try reader.feed(Self.post + "expect: 100-continue\r\ncontent-length: 2\r\n\r\na")
        #expect(reader.takeContinue().isEmpty)
    }

    @Test func `options of a connection are read whatever their case`() {
        func head(_ value: String, _ minor: Int) -> HTTPRequest.Head {
            .init(
                method: "GET", target: "/", fields: [HTTPField("Connection", value)],
                minorVersion: minor)
        }
        #expect(head("Keep-Alive", 0).keepsAlive && head("te, keep-alive", 0).keepsAlive)
        #expect(!head("te", 0).keepsAlive && head("te", 1).keepsAlive)
        #expect(!head("TE , Close", 1).keepsAlive && !head("keep-alive, close", 0).keepsAlive)
    }

    @Test func `what a person adds is checked`() throws {
        #expect(try HTTPField(checking: "x-a", "b ü") == HTTPField("x-a", "b ü"))
        for (name, value) in [
            ("", "a"), ("a b", "a"), ("a:", "a"), ("a", "b\r\nc: d"), ("a", "\u{7F}"),
        ] {
            #expect(throws: WebError.self) { try HTTPField(checking: name, value) }
        }
    }
}
