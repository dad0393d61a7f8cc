import Crypto

extension WebSocketHandshake {
    /// Sees that the server agreed to what ``request(host:path:key:protocols:headers:)`` asked for.
    ///
    /// `body` is what came with a refusal, as far as it has come.
    /// - Throws: ``WebError`` with the server's status, and a sentence that says what it did
    ///   instead.
    package static func check(
        _ response: HTTPResponse.Head, body: [UInt8] = [], key: [UInt8],
        protocols: [String] = ["mqtt"]
    ) throws(WebError) {
        guard response.status == 101 else {
            throw WebError(refusal(response, body), status: response.status)
        }
        let fields = response.fields
        guard fields.tokens("upgrade").contains("websocket") else {
            throw wrong("names no upgrade to websocket")
        }
        guard fields.tokens("connection").contains("upgrade") else {
            throw wrong("has no “connection: upgrade”")
        }
        let accepted = fields.all("sec-websocket-accept")
        guard accepted.count == 1, let accept = accepted.first else {
            throw wrong(
                accepted.isEmpty
                    ? "has no sec-websocket-accept" : "has several sec-websocket-accept fields")
        }
        guard accept == acceptKey(for: Base64.encode(key)) else {
            throw wrong(
                "has a sec-websocket-accept that does not belong to the key that was sent; a "
                    + "cache or another protocol may have answered")
        }
        if let added = fields["sec-websocket-extensions"], !added.trimmed.isEmpty {
            throw wrong("agrees to the extension “\(printable(added))”, which was not offered")
        }
        try check(chosen: fields.all("sec-websocket-protocol"), among: protocols)
    }

    private static func check(
        chosen: [String], among offered: [String]
    ) throws(WebError) {
        guard let choice = chosen.first else {
            guard offered.isEmpty else {
                throw wrong(
                    "names no sub-protocol; \(list(offered)) was offered, and MQTT needs it "
                        + "[MQTT-6.0.0-3]")
            }
            return
        }
        guard chosen.count == 1, offered.contains(choice) else {
            throw wrong(
                "names the sub-protocol “\(printable(chosen.joined(separator: ", ")))”; offered "
                    + (offered.isEmpty ? "was none" : "was \(list(offered))"))
        }
    }

    private static func list(_ protocols: [String]) -> String {
        protocols.map { "“\($0)”" }.joined(separator: ", ")
    }

    /// What is wrong with a 101.
    private static func wrong(_ fault: String) -> WebError {
        WebError("the server's answer to the WebSocket upgrade \(fault)", status: 101)
    }

    /// A sentence on an answer other than 101.
    private static func refusal(_ response: HTTPResponse.Head, _ body: [UInt8]) -> String {
        let reason = printable(response.reason.trimmed)
        var sentence = "the server answers the WebSocket upgrade with \(response.status)"
        if !reason.isEmpty { sentence += " \(reason)" }
        sentence += ": " + hint(response)
        let words = printable(body).trimmed
        return words.isEmpty ? sentence : sentence + "; it says “\(words)”"
    }

    private static func hint(_ response: HTTPResponse.Head) -> String {
        switch response.status {
        case 200..<300: return "an ordinary page is there, no WebSocket; check the path"
        case 300..<400:
            let place = response.fields["location"].map { "“\(printable($0))”" } ?? "elsewhere"
            return "it points to \(place); use that address"
        case 400: return "it found the request wrong"
        case 401: return "it wants to know who calls; give user name, password or token"
        case 403: return "this identity, signature or clock is not accepted"
        case 404: return "there is nothing at this path; Mosquitto takes any, many use /mqtt"
        case 426:
            let versions = response.fields["sec-websocket-version"]
                .map { "version \(printable($0))" }
            return "it wants \(versions ?? "another protocol") of WebSocket, or a fresher signature"
        case 500...: return "it has a trouble of its own, or the one behind it"
        default: return "no WebSocket"
        }
    }
}
