import Foundation
import Testing

/// A real Mosquitto with a listener for each way to it.
final class SecureMosquitto {
    /// One of its listeners.
    enum Door: String, CaseIterable, Sendable, CustomTestStringConvertible {
        case plain = "MQTT"
        case unix = "Unix socket"
        case tls = "TLS"
        /// Who calls must show a certificate, whose name becomes the user name.
        case mutualTLS = "TLS with client certificates"
        case webSocket = "WebSocket"
        case secureWebSocket = "WebSocket over TLS"
        case mutualWebSocket = "WebSocket over TLS with client certificates"
        /// Good for 127.0.0.1, and at 127.0.0.2.
        case elsewhere = "TLS at another address"
        /// Only where it was asked for.
        case expired = "TLS with an old certificate"

        /// The ways that lead somewhere.
        static let good: [Door] = allCases.filter { $0 != .elsewhere && $0 != .expired }

        var testDescription: String { rawValue }

        var scheme: String {
            switch self {
            case .plain: "mqtt"
            case .unix: "unix"
            case .tls, .mutualTLS, .elsewhere, .expired: "mqtts"
            case .webSocket: "ws"
            case .secureWebSocket, .mutualWebSocket: "wss"
            }
        }

        var isSecure: Bool { scheme == "mqtts" || scheme == "wss" }
        var isWeb: Bool { scheme == "ws" || scheme == "wss" }
        var isMutual: Bool { self == .mutualTLS || self == .mutualWebSocket }
        var host: String { self == .elsewhere ? "127.0.0.2" : "127.0.0.1" }
    }

    let papers: Papers
    private let folder: Workspace
    private var ports: [Door: UInt16] = [:]
    private var child: Child?

    /// - Parameters:
    ///   - access: lines of an access file, for listeners that demand certificates.
    ///   - withExpired: whether there is an ``Door/expired`` one.
    init(in folder: Workspace, access: String? = nil, withExpired: Bool = false) throws {
        try Need.tool(Mosquitto.program)
        self.folder = folder
        papers = try Papers(in: folder)
        if withExpired { try papers.makeExpired() }
        if let access { try folder.write(access, to: "access") }
        let doors = Door.allCases.filter { $0 != .expired || withExpired }
        // A port that was free may be taken by now.
        for attempt in 1...3 {
            for door in doors { ports[door] = door == .unix ? 0 : try Port.free() }
            let listeners = doors.map { listener($0, hasAccess: access != nil) }
            try folder.write(
                Self.general + listeners.joined(separator: "\n"), to: "secure.conf")
            child = try Child([Mosquitto.program, "-c", "secure.conf"], in: folder)
            do {
                _ = try child?.line(with: " running")
                return
            } catch  where attempt < 3 {
                continue
            }
        }
    }

    /// As root it would become another user, who could not read its files.
    ///
    /// With no limit at all of queued messages, 2.0.11 ends the connection of whom it denies a
    /// message.
    private static let general = """
        per_listener_settings true
        user root
        persistence false
        log_dest stderr
        log_type information
        connection_messages false
        max_queued_messages 100000
        max_inflight_messages 1000
        set_tcp_nodelay true

        """

    private func listener(_ door: Door, hasAccess: Bool) -> String {
        var lines = [
            door == .unix ? "listener 0 mosquitto.sock" : "listener \(ports[door]!) \(door.host)"
        ]
        if door.isWeb { lines.append("protocol websockets") }
        if door.isSecure {
            let name = door == .expired ? "old" : "papers/server"
            lines += ["certfile \(name).pem", "keyfile \(name).key"]
        }
        if door.isMutual {
            lines += [
                "cafile papers/ca.pem", "crlfile papers/crl.pem", "require_certificate true",
                "use_identity_as_username true",
            ]
            if hasAccess { lines.append("acl_file access") }
        } else {
            lines.append("allow_anonymous true")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    var pid: pid_t { child!.pid }

    /// It dies, and comes back with a list on which that thing is.
    func revoke(thing number: Int) throws {
        let outcome = try Gale.run(
            "provision", "--out", "fleet.db", "--revoke", "thing-\(number)", "--crl",
            "papers/crl.pem", "--force", in: folder)
        try #require(outcome.status == 0, "\(outcome.stderr)")
        child?.send(SIGKILL)
        _ = try child?.outcome(within: 10)
        child = try Child([Mosquitto.program, "-c", "secure.conf"], in: folder)
        _ = try child?.line(with: " running")
    }

    func port(_ door: Door) -> UInt16 { ports[door]! }

    /// - Parameter scheme: in place of the one that is right.
    func url(_ door: Door, scheme: String? = nil, host: String? = nil) -> String {
        if door == .unix { return "unix://\(folder.path)/mosquitto.sock" }
        let scheme = scheme ?? door.scheme
        let path = scheme.hasPrefix("ws") ? "/mqtt" : ""
        return "\(scheme)://\(host ?? door.host):\(port(door))\(path)"
    }

    /// What a client must say beside the URL.
    func options(_ door: Door) -> [String] {
        if door.isMutual { return papers.showing(thing: 1) }
        return door.isSecure ? papers.trust : []
    }

    /// `--broker` and all that it takes.
    func way(_ door: Door) -> [String] { ["--broker", url(door)] + options(door) }
}
