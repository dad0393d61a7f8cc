import CLinux
import Glibc

extension Endpoint {
    /// What one does at an endpoint: a listener may leave its port to the kernel, as port 0.
    package enum Use: Sendable {
        case connecting, listening
    }

    /// The first address that `text` stands for.
    ///
    /// - Cost: a look-up of the host's name, which blocks; an address costs nothing.
    package init(parsing text: String, for use: Use = .connecting) throws(EndpointError) {
        self = try Self.all(parsing: text, for: use)[0]
    }

    /// All addresses that `text` stands for, at least one, those of IPv4 first: a broker that
    /// listens to only one of the two families mostly means that one.
    package static func all(
        parsing text: String, for use: Use = .connecting
    ) throws(EndpointError) -> [Endpoint] {
        let url = try BrokerURL(parsing: text)
        guard url.scheme != .unix else {
            return [
                Endpoint(
                    scheme: .unix, host: .file(url.host), port: 0, name: "localhost", text: url.text
                )
            ]
        }
        guard url.port != 0 || use == .listening else {
            throw EndpointError("“\(url.text)”: nobody can connect to port 0; write the broker's")
        }
        return try addresses(of: url.host, in: url.text).map { bytes in
            Endpoint(
                scheme: url.scheme, host: .address(bytes), port: url.port, name: url.host,
                path: url.path, text: url.text, credentials: url.credentials)
        }
    }

    /// Four or sixteen bytes each, without doubles.
    static func addresses(of host: String, in text: String) throws(EndpointError) -> [[UInt8]] {
        if let bytes = address(host) { return [bytes] }
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, nil, &hints, &list)
        defer { if let list { freeaddrinfo(list) } }
        guard code == 0 else {
            throw EndpointError(
                "“\(text)”: the host \(host) cannot be found "
                    + "(\(String(cString: gai_strerror(code)))"
                    + "); check the name, or write an address", isUnknownHost: true)
        }
        var found: [[UInt8]] = []
        var next = list
        while let info = next {
            if let bytes = SocketAddress(info.pointee.ai_addr)?.bytes, !found.contains(bytes) {
                found.append(bytes)
            }
            next = info.pointee.ai_next
        }
        guard !found.isEmpty else {
            throw EndpointError(
                "“\(text)”: the host \(host) has no IP address", isUnknownHost: true)
        }
        return found.filter { $0.count == 4 } + found.filter { $0.count == 16 }
    }

    /// The bytes of an IPv4 or IPv6 address as people write it, or nil.
    static func address(_ text: String) -> [UInt8]? {
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: four) { [UInt8]($0) } }
        var sixteen = in6_addr()
        if inet_pton(AF_INET6, text, &sixteen) == 1 {
            return withUnsafeBytes(of: sixteen) { [UInt8]($0) }
        }
        return nil
    }
}
