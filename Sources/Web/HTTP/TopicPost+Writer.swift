extension TopicPost {
    /// Writes the posts of one client: all but topic, length and payload is formatted once.
    ///
    /// - Cost: a copy of the header block, of the topic and of the payload; no allocation while
    ///   the output has room.
    package struct Writer: Sendable {
        /// `POST /topics/`.
        private let opening: [UInt8]
        /// The query, the version, and the header fields up to the value of `content-length`.
        private let middle: [UInt8]

        /// `fields` come after the usual ones; see ``usualFields(host:userAgent:)``.
        ///
        /// Of `post` everything but the topic is used.
        package init(
            host: String, userAgent: String, like post: TopicPost, fields: [HTTPField] = []
        ) {
            opening = Array("POST \(TopicPost.prefix)".utf8)
            var bytes: [UInt8] = []
            bytes.append(text: "?\(post.query) HTTP/1.1")
            bytes.append(Bytes.cr)
            bytes.append(Bytes.lf)
            bytes.append(fields: TopicPost.usualFields(host: host, userAgent: userAgent) + fields)
            bytes.append(text: "content-length: ")
            middle = bytes
        }

        /// Appends a whole request, and returns how many of its bytes are not payload.
        package func write(
            topic: String, _ payload: UnsafeRawBufferPointer, into output: inout [UInt8]
        ) -> Int {
            let start = output.count
            output.append(contentsOf: opening)
            PercentEncoding.append(topic, keeping: .unreserved, to: &output)
            finish(payload, into: &output)
            return output.count - start - payload.count
        }

        /// The same with a topic that ``encoded(_:)`` made ready.
        package func write(
            encoded topic: [UInt8], _ payload: UnsafeRawBufferPointer,
            into output: inout [UInt8]
        ) -> Int {
            let start = output.count
            output.append(contentsOf: opening)
            output.append(contentsOf: topic)
            finish(payload, into: &output)
            return output.count - start - payload.count
        }

        private func finish(_ payload: UnsafeRawBufferPointer, into output: inout [UInt8]) {
            output.append(contentsOf: middle)
            output.append(decimal: payload.count)
            for _ in 0..<2 {
                output.append(Bytes.cr)
                output.append(Bytes.lf)
            }
            output.append(contentsOf: payload)
        }
    }

    /// The form in which a topic stands in a target.
    package static func encoded(_ topic: String) -> [UInt8] {
        var bytes: [UInt8] = []
        PercentEncoding.append(topic, keeping: .unreserved, to: &bytes)
        return bytes
    }

    /// The fields that a typical SDK sends with each post, beside `content-length`.
    package static func usualFields(host: String, userAgent: String) -> [HTTPField] {
        [
            HTTPField("host", host),
            HTTPField("user-agent", userAgent),
            HTTPField("accept", "*/*"),
            HTTPField("accept-encoding", "identity"),
            HTTPField("connection", "keep-alive"),
            HTTPField("content-type", "application/octet-stream"),
        ]
    }
}

extension [UInt8] {
    /// Appends the digits of a number that is not negative, without a string in between.
    mutating func append(decimal number: Int) {
        var divisor = 1
        while number / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }
}
