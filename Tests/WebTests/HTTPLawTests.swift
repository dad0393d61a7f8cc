import Base
import Testing
import Web

/// What holds for every message, however the network cuts it.
@Suite struct HTTPLawTests {
    static let seeds = (1...20).map { UInt64($0) }

    @Test(arguments: seeds)
    func `requests one behind the other come out as they went in`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var wire: [UInt8] = []
        var sent: [HTTPRequest] = []
        for _ in 0..<30 {
            var fields = [HTTPField("Host", "h"), HTTPField("x-\(random.below(9))", random.text())]
            let body = random.below(3) == 0 ? [] : random.bytes(random.below(3000))
            let isChunked = random.below(2) == 0
            fields.append(
                isChunked
                    ? HTTPField("Transfer-Encoding", "chunked")
                    : HTTPField("Content-Length", String(body.count)))
            let head = HTTPRequest.Head(
                method: "POST", target: "/\(random.below(1000))", fields: fields)
            let trailers = isChunked && random.below(2) == 0 ? [HTTPField("t", "1")] : []
            sent.append(HTTPRequest(head: head, body: body, trailers: trailers))
            HTTPRequest(head: head, body: isChunked ? [] : body).write(into: &wire)
            if isChunked { wire += random.chunks(body, trailers) }
        }
        for longest in [1, 7, 100, 5000, wire.count] {
            var reader = HTTPRequestReader(maximumBodyBytes: 3000)
            var found: [HTTPRequest] = []
            try random.cut(wire, longest) { piece in
                let count = try reader.feed(piece)
                if let request = reader.take() { found.append(request) }
                return count
            }
            #expect(found == sent, "seed \(seed), reads of up to \(longest)")
            #expect(!reader.isUnderWay)
        }
    }

    @Test(arguments: seeds)
    func `responses one behind the other come out as they went in`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var wire: [UInt8] = []
        var sent: [HTTPResponse] = []
        for _ in 0..<30 {
            if random.below(4) == 0 { wire += "HTTP/1.1 103 Early Hints\r\n\r\n".utf8 }
            let status = [200, 204, 304, 404, 500][random.below(5)]
            let hasBody = status != 204 && status != 304
            let body = hasBody ? random.bytes(random.below(2000)) : []
            let isChunked = hasBody && random.below(2) == 0
            var fields = [HTTPField("x", random.text())]
            if isChunked {
                fields.append(HTTPField("transfer-encoding", "chunked"))
            } else if hasBody {
                fields.append(HTTPField("content-length", String(body.count)))
            }
            let head = HTTPResponse.Head(status: status, fields: fields)
            sent.append(HTTPResponse(head: head, body: body))
            HTTPResponse(head: head, body: isChunked ? [] : body).write(into: &wire)
            if isChunked { wire += random.chunks(body, []) }
        }
        for longest in [1, 7, 100, 5000, wire.count] {
            var reader = HTTPResponseReader()
            var found: [HTTPResponse] = []
            try random.cut(wire, longest) { piece in
                let count = try reader.feed(piece)
                if let response = reader.take() { found.append(response) }
                return count
            }
            #expect(found == sent, "seed \(seed), reads of up to \(longest)")
            try reader.ended()
        }
    }

    @Test(arguments: seeds)
    func `bytes with flipped bits are read or refused, and never more than there are`(
        seed: UInt64
    ) {
        var random = SplitMix64(seed: seed)
        let heads = [
            "POST /topics/a%2Fb?qos=1 HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\n\r\nabcd",
            "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n4;x\r\nabcd\r\n0\r\na: b\r\n\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n",
            "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n",
        ]
        for _ in 0..<400 {
            var bytes = Array(heads[random.below(heads.count)].utf8)
            for _ in 0..<random.below(5) {
                bytes[random.below(bytes.count)] = UInt8(random.below(256))
            }
            var requests = HTTPRequestReader(maximumBodyBytes: 8)
            var responses = HTTPResponseReader(maximumBodyBytes: 8)
            var start = 0
            while start < bytes.count {
                let piece = bytes[start..<min(bytes.count, start + 1 + random.below(30))]
                guard let count = try? requests.feed(piece) else { break }
                #expect((0...piece.count).contains(count), "seed \(seed)")
                if let request = requests.take() { _ = try? TopicPost(target: request.head.target) }
                start += max(1, count)
            }
            start = 0
            while start < bytes.count {
                let piece = bytes[start..<min(bytes.count, start + 1 + random.below(30))]
                guard let count = try? responses.feed(piece) else { break }
                #expect((0...piece.count).contains(count), "seed \(seed)")
                if let response = responses.take() {
                    try? WebSocketHandshake.check(
                        response.head, body: response.body, key: HandshakeTests.key)
                }
                start += max(1, count)
            }
            try? responses.ended()
        }
    }
}

extension SplitMix64 {
    /// Words that a field can hold, without spaces around them.
    fileprivate mutating func text() -> String {
        (0..<below(40)).map { _ in ["a", "ü", "=", ";", "Z", "9"][below(6)] }.joined()
    }

    fileprivate mutating func chunks(_ body: [UInt8], _ trailers: [HTTPField]) -> [UInt8] {
        var bytes: [UInt8] = []
        var start = 0
        while start < body.count {
            let end = min(body.count, start + 1 + below(900))
            bytes += "\(String(end - start, radix: 16))\(below(3) == 0 ? ";a=b" : "")\r\n".utf8
            bytes += body[start..<end] + "\r\n".utf8
            start = end
        }
        bytes += "0\r\n".utf8
        for trailer in trailers { bytes += "\(trailer.name): \(trailer.value)\r\n".utf8 }
        return bytes + "\r\n".utf8
    }

    fileprivate mutating func cut(
        _ bytes: [UInt8], _ longest: Int, _ take: (ArraySlice<UInt8>) throws -> Int
    ) rethrows {
        var start = 0
        while start < bytes.count {
            start += try take(bytes[start..<min(bytes.count, start + 1 + below(longest))])
        }
    }
}
