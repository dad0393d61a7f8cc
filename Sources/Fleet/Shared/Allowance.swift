/// What this machine has room for, where a run asks for more.
///
/// The first devices to connect get a link, and keep their place for the whole run; the others are
/// turned away once each, without a socket. Applications always have theirs.
package struct Allowance: Sendable, Equatable {
    /// How many devices may have a link.
    package let devices: Int
    /// What ends there: `file descriptors` or `ports`.
    package let limit: String
    /// A command or an option that makes room for all.
    package let remedy: String

    package init(devices: Int, limit: String, remedy: String) {
        self.devices = devices
        self.limit = limit
        self.remedy = remedy
    }

    /// What a person should know before a run of `count` devices, and in its report.
    package func sentence(of count: Int) -> String {
        "Only \(devices) of \(count) devices can connect: \(limit) end there. To lift it: \(remedy)"
            + "; or play fewer devices."
    }

    /// Why a run proves nothing that turned `count` of its devices away.
    func reason(turningAway count: Int, of all: Int) -> String {
        "\(count) of \(all) devices could not connect for want of \(limit), which is no broker's "
            + "doing"
    }
}

/// How a device stands to the places that an ``Allowance`` leaves.
enum Place: UInt8 {
    /// It never asked.
    case unknown
    case granted
    case denied
}
