package import Base

/// What became of a command or of a shadow's wish.
///
/// All of it is obeyed, or none.
package struct Outcome: Equatable, Sendable {
    /// Fields that were set, to whatever they were before or to something new.
    package var obeyed = 0
    /// Fields that show something else than before.
    package var changed = 0
    /// Members that the command does not set and the answer does not echo.
    package var ignored = 0
    /// Why nothing was done, in a sentence; nil when all went well.
    package var refusal: String?
    /// What the answer repeats of the command.
    package var echo = JSON.Members()
    /// Whether the sender waits for
    /// ``Device/answer(command:outcome:number:epochMilliseconds:into:)``.
    package var owesAnswer = false
    /// Whether the shadow must be told by ``Device/shadowReport(token:into:)``.
    package var owesReport = false

    package init() {}

    static func refused(_ reason: String) -> Outcome {
        var outcome = Outcome()
        outcome.refusal = reason
        return outcome
    }
}
