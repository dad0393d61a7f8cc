package import Base

/// The living state of one device.
///
/// It owns no schedule: whoever does asks it to
/// ``render(message:due:number:epochMilliseconds:into:)`` what is due. Randomness moves only with
/// those instants, so what a device measures does not depend on when the network brings it a
/// command.
///
/// - Cost: about 70 bytes, and a flat array of one or two numbers a field. Rendering allocates
///   nothing but room in the buffer it is given.
package struct Device: Sendable {
    package let model: CompiledModel
    package let number: Int
    package let clientID: String

    /// What the fields show, by index, and behind them what signals remember.
    var values: [Double]
    var dice: Dice
    /// Up to where the signals have been advanced.
    var now: Instant
    let start: Instant
    /// The newest version of the shadow that was obeyed.
    var shadowVersion: Int64 = 0

    /// A device at rest at `start`, the beginning of the run.
    ///
    /// - Parameter number: what `{id}` stands for.
    package init(
        of model: CompiledModel, number: Int, clientID: String, startingAt start: Instant,
        random: SplitMix64
    ) {
        self.model = model
        self.number = number
        self.clientID = clientID
        self.start = start
        dice = Dice(random)
        now = start
        values = []
        begin()
    }
}
