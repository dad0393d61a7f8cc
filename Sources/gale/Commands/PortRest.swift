import Base
import Reactor
import Reports
import Scenarios
import Transports

/// The pause between two runs in which the ports of earlier ones become free, where it is needed.
struct PortRest {
    private let sources: SourceAddresses
    private var book: PortBook

    init(_ sources: SourceAddresses) {
        self.sources = sources
        book = PortBook(ports: HostLimits.here.ports, sources: sources.addresses.count)
    }

    /// Notes what a run that is just over leaves behind.
    mutating func note(_ report: Report, of endpoint: Endpoint) {
        let reuse = HostLimits.takesPortsOver(onLoopback: endpoint.isLoopback)
        book.note(
            report.latency[.connect]?.count ?? 0, to: endpoint.text, endedAt: Self.now,
            keptFor: reuse ? PortBook.takeOver : PortBook.timeWait)
    }

    /// Waits until so many links to `endpoint` find ports, or a signal comes.
    func wait(
        for links: Int, to endpoint: Endpoint, _ interrupt: Interrupt, say: (String) -> Void
    ) {
        let start = book.start(of: links, to: endpoint.text, now: Self.now)
        var isTold = false
        while Self.now < start, !book.hasRoom(for: links, beside: HostLimits.timeWaits) {
            if !isTold, start - Self.now > PortBook.takeOver {
                say(
                    "Waiting until the kernel sets free the ports of the runs before, "
                        + "\(Figure.duration(start - Self.now)) at most; --bind with more "
                        + "addresses of this machine saves the wait.")
                isTold = true
            }
            if interrupt.comes(within: min(start - Self.now, .seconds(1))) { return }
        }
    }

    private static var now: Instant { Instant(nanoseconds: EpollLoop.clock()) }
}

extension HostLimits {
    /// Whether a new link may take over a port in TIME_WAIT to the same destination.
    fileprivate static func takesPortsOver(onLoopback: Bool) -> Bool {
        guard numbers("/proc/sys/net/ipv4/tcp_timestamps").first != 0 else { return false }
        switch numbers("/proc/sys/net/ipv4/tcp_tw_reuse").first {
        case 1: return true
        case 2: return onLoopback
        default: return false
        }
    }

    /// Links of this machine in TIME_WAIT, to wherever; as many as can be where nobody tells.
    fileprivate static var timeWaits: Int {
        let words = ((try? TextFile.read("/proc/net/sockstat")) ?? "").split {
            $0 == " " || $0 == "\n"
        }
        guard let place = words.firstIndex(of: "tw"), place + 1 < words.endIndex else {
            return Int(UInt16.max) << 16
        }
        return Int(words[place + 1]) ?? Int(UInt16.max) << 16
    }
}
