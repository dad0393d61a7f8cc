import Base
import DeviceCloud
import Devices
import MQTT
import Scenarios

/// An application instance of this loop: what it published, commanded and waits for.
struct PlayerSlot {
    let player: Roster.Player
    /// Where its publications begin among the streams of this loop.
    let firstStream: Int
    let payloads: [Template]
    /// Whether it once had all its subscriptions.
    var isReady = false
    /// Commands that are being given.
    var rounds: [CommandRound] = []
    /// Commands without an answer yet, by device: when each was due, and when it left.
    var unanswered: [Int: [Question]] = [:]
    /// Desired states that have not been reported yet, by thing.
    var wishes: [String: Wish] = [:]

    /// What the application wants of one shadow.
    struct Wish {
        var client: ShadowClient
        let qos: QoS
        /// When the newest desired state left.
        var sent = Instant.never
    }

    struct Question {
        let due: Instant
        /// Nil while it waits for its turn in a full window.
        var sent: Instant?
    }

    /// The shadow service itself, where this is the client that has it.
    var service: ShadowService?

    /// A device that never answers must not fill memory with what it was asked.
    static let mostUnanswered = 64

    init(_ player: Roster.Player, firstStream: Int) {
        self.player = player
        self.firstStream = firstStream
        service = player.servesShadows ? ShadowService() : nil
        payloads = player.plan.publications.map { publication in
            // The scenario reader has refused what is no template.
            (try? Template.publication(publication.payload)) ?? (try! Template.words(""))
        }
    }
}

/// One command that goes to a share of a fleet, one device after the other.
struct CommandRound {
    let command: CommandPlan
    let contingent: Int
    /// Index of the command in the model.
    let index: Int
    /// Members of the fleet, in their turn.
    let members: [Int]
    let start: Instant
    /// From one device to the next, in nanoseconds.
    let step: Int64
    /// Whether it begins anew after the last device.
    let repeats: Bool
    private(set) var given = 0

    init(
        _ command: CommandPlan, contingent: Int, index: Int, members: [Int], start: Instant,
        length: Duration, repeats: Bool
    ) {
        self.command = command
        self.contingent = contingent
        self.index = index
        self.members = members
        self.start = start
        step = length.nanoseconds / Int64(max(1, members.count))
        self.repeats = repeats
    }

    /// When the next device has its turn, on a whole millisecond.
    var due: Instant {
        guard !members.isEmpty, repeats || given < members.count else { return .never }
        let later = step * Int64(given) / 1_000_000 * 1_000_000
        return start.advanced(byNanoseconds: later)
    }

    mutating func take() -> Int {
        defer { given += 1 }
        return members[given % members.count]
    }
}
