/// The parts of `mqtts://user:password@host:port/path`, before any name is looked up.
package struct BrokerURL: Hashable, Sendable {
    package var scheme: Endpoint.Scheme
    /// A name or an address, without the brackets of IPv6; the file of a Unix socket.
    package var host: String
    package var port: UInt16
    /// With its query; empty where the scheme has none.
    package var path: String
    package var credentials: Credentials?
    /// The URL without user name and password.
    package var text: String

    /// - Parameter text: what a person wrote. Messages do not repeat what may be a password.
    package init(parsing text: String) throws(EndpointError) {
        guard let colon = text.range(of: "://"), colon.lowerBound > text.startIndex else {
            throw Self.malformed(text)
        }
        scheme = try Self.scheme(String(text[..<colon.lowerBound]), of: text)
        var rest = text[colon.upperBound...]
        guard scheme != .unix else {
            (host, port, path, self.text) = (String(rest), 0, "", "unix://\(rest)")
            guard rest.first == "/", rest.utf8.count <= SocketAddress.longestFile else {
                throw EndpointError(
                    "“\(text)” names no Unix socket; write unix:///PATH, at most "
                        + "\(SocketAddress.longestFile) bytes")
            }
            return
        }
        // Where there are no paths, a slash may be part of a password.
        let slash =
            scheme.hasPath || !rest.contains("@")
            ? rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex : rest.endIndex
        if let at = rest[..<slash].lastIndex(of: "@") {
            credentials = try Self.credentials(rest[..<at])
            rest = rest[rest.index(after: at)...]
        }
        path = String(rest[slash...])
        rest = rest[..<slash]
        if rest.last == "/", path.isEmpty { rest.removeLast() }
        if path == "/", !scheme.isWebSocket { path = "" }
        self.text = "\(scheme)://\(rest)\(path)"
        guard !rest.isEmpty, !rest.contains(where: { "/?# ".contains($0) }),
            path.isEmpty || scheme.hasPath,
            !path.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "#") })
        else { throw Self.malformed(self.text, scheme) }
        if scheme.isWebSocket, path.isEmpty { path = "/mqtt" }
        if path.first == "?" { path = "/" + path }
        let digits: Substring?
        (host, digits) = try Self.split(rest, of: self.text)
        port = try Self.port(digits, scheme, of: self.text)
    }

    private static func scheme(_ name: String, of text: String) throws(EndpointError)
        -> Endpoint.Scheme
    {
        if let scheme = Endpoint.Scheme(named: name.lowercased()) { return scheme }
        let known = Endpoint.Scheme.allCases.map { "\($0)://" }.joined(separator: ", ")
        throw EndpointError("\(name):// is no scheme of a broker URL; those are \(known)")
    }

    private static func split(_ rest: Substring, of text: String) throws(EndpointError)
        -> (host: String, port: Substring?)
    {
        if rest.first == "[" {
            guard let end = rest.firstIndex(of: "]"), rest.index(after: rest.startIndex) < end
            else { throw malformed(text, .mqtt, "“\(text)” lacks the “]” after its IPv6 address") }
            let after = rest[rest.index(after: end)...]
            guard after.isEmpty || after.first == ":" else { throw malformed(text) }
            let host = String(rest[rest.index(after: rest.startIndex)..<end])
            return (host, after.isEmpty ? nil : after.dropFirst())
        }
        let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2 else {
            throw malformed(
                text, .mqtt, "“\(text)”: write an IPv6 address in brackets, as in [::1]:1883")
        }
        guard !parts[0].isEmpty else { throw malformed(text) }
        return (String(parts[0]), parts.count == 2 ? parts[1] : nil)
    }

    private static func port(
        _ digits: Substring?, _ scheme: Endpoint.Scheme, of text: String
    ) throws(EndpointError) -> UInt16 {
        guard let digits else { return scheme.defaultPort }
        guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let port = UInt16(digits) else {
            throw malformed(
                text, .mqtt, "“\(text)”: a port is a number up to 65535, not “\(digits)”")
        }
        return port
    }

    private static func credentials(_ text: Substring) throws(EndpointError) -> Credentials {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let password = parts.count == 2 ? try decoded(parts[1]) : nil
        return Credentials(user: try decoded(parts[0]), password: password)
    }

    /// Replaces each `%41` by the byte it stands for.
    private static func decoded(_ text: Substring) throws(EndpointError) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let hex = String(rest.prefix(2)), hex.utf8.count == 2, hex.first != "+",
                let value = UInt8(hex, radix: 16)
            else {
                throw EndpointError(
                    "the user name or password of the broker URL has a “%” without two hex "
                        + "digits; write %25 for a percent sign")
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        guard let result = String(validating: bytes, as: UTF8.self) else {
            throw EndpointError("the user name or password of the broker URL is not UTF-8")
        }
        return result
    }

    /// - Parameter fault: what is wrong, where that is known.
    private static func malformed(
        _ text: String, _ scheme: Endpoint.Scheme = .mqtt, _ fault: String? = nil
    ) -> EndpointError {
        // What has an “@” may have a password before it.
        text.contains("@")
            ? EndpointError("this is no broker URL; write mqtt://[USER:PASSWORD@]HOST[:PORT]")
            : EndpointError(fault ?? "“\(text)” is no broker URL; write \(scheme.form)")
    }
}

extension String {
    /// The first place of a short text: the standard library alone has no search.
    fileprivate func range(of other: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(other) {
                return start..<index(start, offsetBy: other.count)
            }
            start = index(after: start)
        }
        return nil
    }
}
