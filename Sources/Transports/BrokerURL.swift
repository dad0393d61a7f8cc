/// The parts of `mqtt://user:password@host:port`, before any name is looked up.
package struct BrokerURL: Hashable, Sendable {
    package static let defaultPort: UInt16 = 1883

    package var scheme: Endpoint.Scheme
    /// A name or an address, without the brackets of IPv6.
    package var host: String
    package var port: UInt16
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
        if rest.last == "/" { rest.removeLast() }
        if let at = rest.lastIndex(of: "@") {
            credentials = try Self.credentials(rest[..<at])
            rest = rest[rest.index(after: at)...]
        }
        self.text = "\(scheme)://\(rest)"
        guard !rest.isEmpty, !rest.contains(where: { "/?# ".contains($0) }) else {
            throw Self.malformed(self.text)
        }
        let digits: Substring?
        (host, digits) = try Self.split(rest, of: self.text)
        port = try Self.port(digits, of: self.text)
    }

    private static func scheme(_ name: String, of text: String) throws(EndpointError)
        -> Endpoint.Scheme
    {
        if let scheme = Endpoint.Scheme(rawValue: name.lowercased()) { return scheme }
        switch name.lowercased() {
        case "mqtts", "ssl", "tls", "ws", "wss", "http", "https":
            throw EndpointError("\(name):// is not there yet: this build speaks mqtt:// only")
        default:
            throw EndpointError(
                "\(name):// is no scheme of a broker URL; write mqtt://HOST[:PORT]")
        }
    }

    private static func split(_ rest: Substring, of text: String) throws(EndpointError)
        -> (host: String, port: Substring?)
    {
        if rest.first == "[" {
            guard let end = rest.firstIndex(of: "]"), rest.index(after: rest.startIndex) < end
            else { throw EndpointError("“\(text)” lacks the “]” after its IPv6 address") }
            let after = rest[rest.index(after: end)...]
            guard after.isEmpty || after.first == ":" else { throw malformed(text) }
            let host = String(rest[rest.index(after: rest.startIndex)..<end])
            return (host, after.isEmpty ? nil : after.dropFirst())
        }
        let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2 else {
            throw EndpointError("“\(text)”: write an IPv6 address in brackets, as in [::1]:1883")
        }
        guard !parts[0].isEmpty else { throw malformed(text) }
        return (String(parts[0]), parts.count == 2 ? parts[1] : nil)
    }

    private static func port(_ digits: Substring?, of text: String) throws(EndpointError)
        -> UInt16
    {
        guard let digits else { return defaultPort }
        guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let port = UInt16(digits) else {
            throw EndpointError("“\(text)”: a port is a number up to 65535, not “\(digits)”")
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

    private static func malformed(_ text: String) -> EndpointError {
        // What has an “@” may have a password before it.
        text.contains("@")
            ? EndpointError("this is no broker URL; write mqtt://[USER:PASSWORD@]HOST[:PORT]")
            : EndpointError("“\(text)” is no broker URL; write mqtt://HOST[:PORT]")
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
