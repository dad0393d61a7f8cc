/// A message published by HTTPS: the target of `POST /topics/{topic}?qos=…`.
///
/// Source: the device gateway's HTTPS interface and its later query keys. HTTP acknowledges what
/// it accepts, so QoS 2 is not to be had.
package struct TopicPost: Equatable, Sendable {
    package var topic: String
    package var qos: Int
    package var retain: Bool
    package var contentType: String?
    package var responseTopic: String?
    /// Seconds until the message is not worth delivering.
    package var messageExpiry: UInt32?

    /// The beginning of every target.
    package static let prefix = "/topics/"

    package init(
        topic: String, qos: Int = 0, retain: Bool = false, contentType: String? = nil,
        responseTopic: String? = nil, messageExpiry: UInt32? = nil
    ) {
        precondition((0...1).contains(qos), "HTTP publishes at QoS 0 or 1")
        self.topic = topic
        self.qos = qos
        self.retain = retain
        self.contentType = contentType
        self.responseTopic = responseTopic
        self.messageExpiry = messageExpiry
    }

    /// Path and query; every byte of the topic but the unreserved ones is percent-encoded, slashes
    /// too, as the SDKs do.
    package static func target(topic: String, qos: Int, retain: Bool = false) -> String {
        TopicPost(topic: topic, qos: qos, retain: retain).target
    }

    package var target: String { Self.prefix + PercentEncoding.encode(topic) + "?" + query }

    /// What follows the question mark.
    var query: String {
        var query = "qos=\(qos)"
        if retain { query += "&retain=true" }
        if let contentType { query += "&contentType=" + PercentEncoding.encode(contentType) }
        if let responseTopic { query += "&responseTopic=" + PercentEncoding.encode(responseTopic) }
        if let messageExpiry { query += "&messageExpiry=\(messageExpiry)" }
        return query
    }

    /// Reads a request target back.
    ///
    /// Slashes of the topic may be raw or `%2F`. A key that means nothing is refused, so that a
    /// misspelt one cannot pass for a default.
    /// - Throws: ``WebError``: status 404 for another path, 400 for what is wrong within it.
    package init(target: String) throws(WebError) {
        guard target.hasPrefix(Self.prefix) else {
            throw WebError(
                "“\(printable(target))” is not here; publish by POST /topics/{topic}?qos=0|1",
                status: 404)
        }
        let (path, queryText) = Substring(target.utf8.dropFirst(Self.prefix.utf8.count))
            .cut(at: "?")
        let topic = try PercentEncoding.decode(path)
        try Self.check(topic, as: "topic")

        var query = try QueryItems(queryText ?? "")
        let qos = try query.take("qos") ?? "0"
        guard qos == "0" || qos == "1" else {
            throw WebError("qos is “\(printable(qos))”; HTTP publishes at 0 or 1")
        }
        let retain = try query.take("retain") ?? "false"
        guard retain == "true" || retain == "false" else {
            throw WebError("retain is “\(printable(retain))”; write true or false")
        }
        let responseTopic = try query.take("responseTopic")
        if let responseTopic { try Self.check(responseTopic, as: "responseTopic") }
        let expiry = try query.take("messageExpiry")
        let seconds = expiry.flatMap { UInt32($0) }
        if let expiry, seconds == nil {
            throw WebError("messageExpiry is “\(printable(expiry))”; write whole seconds")
        }
        let contentType = try query.take("contentType")
        if let stranger = query.items.first {
            throw WebError(
                "the query key “\(printable(stranger.name))” means nothing; known are qos, "
                    + "retain, contentType, responseTopic and messageExpiry")
        }
        self.init(
            topic: topic, qos: qos == "1" ? 1 : 0, retain: retain == "true",
            contentType: contentType, responseTopic: responseTopic, messageExpiry: seconds)
    }

    /// A Topic Name (5.0 §4.7): not empty, without wildcards or NUL, at most 65,535 bytes.
    private static func check(_ topic: String, as name: String) throws(WebError) {
        guard !topic.isEmpty else { throw WebError("the \(name) is empty") }
        guard topic.utf8.count <= 65_535 else {
            throw WebError("the \(name) has \(topic.utf8.count) bytes; 65,535 are allowed")
        }
        for byte in topic.utf8 {
            guard byte != UInt8(ascii: "+"), byte != UInt8(ascii: "#") else {
                throw WebError("the \(name) “\(printable(topic))” has a wildcard in it")
            }
            guard byte != 0 else { throw WebError("the \(name) has a NUL in it") }
        }
    }
}
