import Base
import Devices
package import YAML

/// How one kind of signal is written.
package struct SignalKeys: Sendable {
    package let name: String
    package let doc: String
    /// Its keys, where it is written with keys.
    package let help: BlockHelp
    let form: Form<Signal>

    /// What a signal can have; each kind reads its own part.
    struct Draft: Sendable {
        var of: String?
        var value = 0.0
        var spread = 0.0
        var start = 0.0
        var step = 0.0
        var mean = 0.0
        var amplitude = 0.0
        var scatter = 0.0
        var low = 0.0
        var high = 0.0
        var deviation = 0.0
        var shape = 0.0
        var scale = 0.0
        var factor = 1.0
        var offset = 0.0
        var full = 0.0
        var empty = 0.0
        var per = Duration.seconds(1)
        var period = Duration.zero
        var shift = Duration.zero
        var begins = Duration.hours(8)
        var peak = Duration.hours(15)
        var relaxation = Duration.zero
        var lag = Duration.zero
        var lasts = Duration.zero
        var charges = Duration.zero
        var points: [Signal.Point] = []
        var targets: [Signal.Target] = []
    }

    init(
        _ name: String, _ doc: String, _ keys: [Key<Draft>],
        _ signal: @escaping @Sendable (Draft) -> Signal
    ) {
        let block = Block<Draft>(name, doc, keys)
        self.name = name
        self.doc = doc
        help = block.help
        form = block.form { Draft() }.map { (draft, _) in signal(draft) }
    }

    /// Every kind of signal, in the order of help.
    package static let all = [
        constant, walk, sine, daily, ornsteinUhlenbeck, weibull, curve, counter, linear, follows,
        battery,
    ]
}
