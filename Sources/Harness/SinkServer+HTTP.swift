import Web

/// Requests of one link, as far as they have come.
final class SunkRequests {
    var reader = HTTPRequestReader(maximumBodyBytes: SinkServer.mostKept)
}

/// A sink for those who post.
extension SinkServer {
    /// Counts and answers the whole requests of `bytes`; returns whether the link goes on.
    mutating func take(_ bytes: UnsafeRawBufferPointer, of requests: SunkRequests) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            do {
                let count = try requests.reader.receive(rest)
                answers += requests.reader.takeContinue()
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            } catch {
                counts.violations += 1
                HTTPResponse(
                    status: error.status, text: error.message,
                    fields: [HTTPField("connection", "close")]
                ).write(into: &answers)
                return false
            }
            guard let request = requests.reader.take() else { continue }
            guard request.head.method == "POST" else {
                HTTPResponse(
                    status: 405, text: "this is a sink; it takes POST and nothing else",
                    fields: [HTTPField("allow", "POST"), HTTPField("connection", "close")]
                ).write(into: &answers)
                return false
            }
            let qos = (try? TopicPost(target: request.head.target))?.qos ?? 0
            counts.publishes[qos] += 1
            answers += request.head.keepsAlive ? Self.yes : Self.lastYes
            guard request.head.keepsAlive else { return false }
        }
        return true
    }

    private static let yes = response(fields: [])
    private static let lastYes = response(fields: [HTTPField("connection", "close")])

    /// As long as the answers of the broker, which differ in the trace alone.
    private static func response(fields: [HTTPField]) -> [UInt8] {
        let body = #"{"message":"OK","traceId":"00000000-0000-0000-0000-000000000000"}"#
        var bytes: [UInt8] = []
        HTTPResponse(
            head: .init(
                status: 200, fields: [HTTPField("content-type", "application/json")] + fields),
            body: Array(body.utf8)
        ).write(into: &bytes)
        return bytes
    }
}
