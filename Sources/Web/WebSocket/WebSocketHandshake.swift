import Crypto

/// The HTTP upgrade that opens a WebSocket (RFC 6455 §4), seen from both ends.
///
/// MQTT wants the sub-protocol `mqtt` named by both (5.0 §6.0); `mqttv3.1` is its older name.
package enum WebSocketHandshake {
    /// The only version of the protocol that there is.
    static let version = "13"

    /// What the server makes of the client's key, to show that it speaks WebSocket (§4.2.2).
    package static func acceptKey(for key: String) -> String {
        Base64.encode(Digest.sha1(Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8)))
    }

    /// A client's request.
    ///
    /// `path` may have a query; `key` is 16 random bytes; `headers` come last, such as a custom
    /// authorizer's token.
    package static func request(
        host: String, path: String, key: [UInt8], protocols: [String] = ["mqtt"],
        headers: [HTTPField] = []
    ) -> [UInt8] {
        precondition(key.count == 16, "a WebSocket key has 16 bytes (RFC 6455 §4.1)")
        var fields = [
            HTTPField("Host", host),
            HTTPField("Upgrade", "websocket"),
            HTTPField("Connection", "Upgrade"),
            HTTPField("Sec-WebSocket-Key", Base64.encode(key)),
            HTTPField("Sec-WebSocket-Version", version),
        ]
        if !protocols.isEmpty {
            fields.append(
                HTTPField("Sec-WebSocket-Protocol", protocols.joined(separator: ", ")))
        }
        var bytes: [UInt8] = []
        HTTPRequest(head: .init(method: "GET", target: path, fields: fields + headers))
            .write(into: &bytes)
        return bytes
    }
}
