import Crypto

extension WebSocketHandshake {
    /// Why a server does not open a WebSocket, and the answer that says so.
    package struct Rejection: Error, Equatable, Sendable, CustomStringConvertible {
        package let status: Int
        package let sentence: String
        /// The whole HTTP response; the connection is to be closed behind it.
        package let response: [UInt8]

        package init(_ status: Int, _ sentence: String, _ fields: [HTTPField] = []) {
            self.status = status
            self.sentence = sentence
            var bytes: [UInt8] = []
            HTTPResponse(
                status: status, text: sentence,
                fields: fields + [HTTPField("connection", "close")]
            ).write(into: &bytes)
            response = bytes
        }

        package var description: String { sentence }
    }

    /// The answer that opens the WebSocket which `request` asks for.
    ///
    /// `paths` are those that are served, without query; nil serves any. Of `protocols` the one
    /// that the client names first is agreed on.
    package static func accept(
        _ request: HTTPRequest.Head, paths: [String]? = nil,
        protocols: [String] = ["mqtt", "mqttv3.1"]
    ) throws(Rejection) -> [UInt8] {
        let fields = request.fields
        guard request.method == "GET" else {
            throw Rejection(
                405, "a WebSocket is opened by GET, not \(printable(request.method))",
                [HTTPField("allow", "GET")])
        }
        if let paths, !paths.contains(String(request.path)) {
            throw Rejection(
                404,
                "there is no WebSocket at “\(printable(String(request.path)))”; there is at "
                    + paths.joined(separator: ", "))
        }
        guard fields.tokens("upgrade").contains("websocket") else {
            throw Rejection(
                426, "only a WebSocket is here; the request asks for no upgrade to one", upgrade)
        }
        guard request.minorVersion >= 1, fields.tokens("connection").contains("upgrade") else {
            throw Rejection(400, "a WebSocket needs HTTP/1.1 and “connection: upgrade”")
        }
        let versions = fields.all("sec-websocket-version")
        guard versions == [version] else {
            throw Rejection(
                426,
                "the request asks for WebSocket version "
                    + "“\(printable(versions.joined(separator: ", ")))”; only 13 is spoken",
                upgrade)
        }
        let keys = fields.all("sec-websocket-key")
        guard keys.count == 1, let key = keys.first, Base64.decode(key)?.count == 16 else {
            throw Rejection(400, "the request needs one sec-websocket-key of 16 bytes in base64")
        }
        return response(key: key, protocol: try choose(fields, among: protocols))
    }

    private static let upgrade = [
        HTTPField("upgrade", "websocket"), HTTPField("sec-websocket-version", version),
    ]

    private static func choose(
        _ fields: [HTTPField], among spoken: [String]
    ) throws(Rejection) -> String {
        // Unlike other tokens these are told apart by case.
        let offered = fields.all("sec-websocket-protocol")
            .flatMap { $0.parts(at: ",").map(\.trimmed) }
        guard let choice = offered.first(where: spoken.contains) else {
            let names = printable(offered.joined(separator: ", "))
            throw Rejection(
                400,
                (offered.isEmpty
                    ? "the request offers no sub-protocol" : "the request offers “\(names)”")
                    + "; spoken here is \(spoken.joined(separator: ", ")) [MQTT-6.0.0-3]")
        }
        return choice
    }

    private static func response(key: String, protocol choice: String) -> [UInt8] {
        let fields = [
            HTTPField("Upgrade", "websocket"),
            HTTPField("Connection", "Upgrade"),
            HTTPField("Sec-WebSocket-Accept", acceptKey(for: key)),
            HTTPField("Sec-WebSocket-Protocol", choice),
        ]
        var bytes: [UInt8] = []
        HTTPResponse(head: .init(status: 101, fields: fields)).write(into: &bytes)
        return bytes
    }
}
