import Glibc
import Reactor

/// Error numbers of links put into words.
enum SocketError {
    static let timedOut = ETIMEDOUT
    /// No address of --bind is of the destination's family.
    static let noSource: Int32 = -1
    /// An address of --bind is not this machine's.
    static let notLocal: Int32 = -2

    /// Why a listener cannot be had.
    static func listening(_ code: Int32, on endpoint: Endpoint) -> SystemError {
        let deed = "cannot listen on \(endpoint.text)"
        switch code {
        case EADDRINUSE:
            return SystemError(
                code,
                "\(deed): port \(endpoint.port) is in use; stop the other program, or choose "
                    + "another port")
        case EACCES:
            return SystemError(
                code, "\(deed): ports below 1024 are reserved; choose a higher one")
        case EADDRNOTAVAIL:
            return SystemError(code, "\(deed): the address is not one of this machine's")
        default:
            return SystemError(code, attempting: "listen on \(endpoint.text)")
        }
    }
}

extension SocketNetwork {
    /// How a link that is over ended, in words where that was an error.
    func closure(of stream: SocketStream) -> Closure {
        guard stream.error != 0 else { return .ended }
        guard stream.endpoint >= 0 else { return .failed(broken(stream.error, "the client")) }
        let endpoint = endpoints[Int(stream.endpoint)].endpoint
        if stream.connectNanoseconds >= 0 {
            return .failed(broken(stream.error, endpoint.text))
        }
        return .failed(unreached(stream.error, endpoint.text))
    }

    private func broken(_ code: Int32, _ peer: String) -> LinkError {
        switch code {
        case ECONNRESET, EPIPE:
            LinkError(.reset, "\(peer) reset the connection")
        case ETIMEDOUT:
            LinkError(.timedOut, "\(peer) no longer answers: the kernel gave up sending")
        default:
            LinkError(.other, "the connection to \(peer) broke: \(SystemError.reason(code))")
        }
    }

    private func unreached(_ code: Int32, _ peer: String) -> LinkError {
        switch code {
        case ECONNREFUSED:
            return LinkError(
                .refused, "\(peer) refused the connection; check that a broker listens there")
        case ETIMEDOUT:
            return LinkError(
                .timedOut, "\(peer) did not answer in time; check the address and any firewall")
        case EHOSTUNREACH, ENETUNREACH:
            return LinkError(
                .unreachable, "\(peer) cannot be reached from here (\(SystemError.reason(code)))")
        case EADDRNOTAVAIL, EAGAIN:
            return LinkError(.outOfPorts, outOfPorts(peer))
        case EMFILE, ENFILE:
            return LinkError(
                .outOfDescriptors,
                "no file descriptor is left for a link to \(peer): \(openCount) links are open; "
                    + "raise the limit with ulimit -n")
        case SocketError.noSource:
            return LinkError(
                .unreachable, "--bind names no address of the same IP version as \(peer)")
        case SocketError.notLocal:
            return LinkError(
                .unreachable, "--bind names an address that is not one of this machine's")
        default:
            return LinkError(
                .other, "cannot connect to \(peer): \(SystemError.reason(code))")
        }
    }

    private func outOfPorts(_ peer: String) -> String {
        let from = max(1, sources.addresses.count)
        return "no port is left for a link to \(peer): \(openCount) links are open from \(from) "
            + "source address\(from == 1 ? "" : "es"); give more with --bind, as in "
            + "127.0.0.2-127.0.0.9, or widen net.ipv4.ip_local_port_range"
    }
}
