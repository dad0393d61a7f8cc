import Base
import Devices
import MQTT
import Measures
import Scenarios
import Sessions
import Transports

/// The part of a run that one loop plays: its clients, and all that they count.
///
/// Devices have the first links, applications those after them. Nothing is shared with the other
/// loops but what a few words say: when to begin, whether to stop, which Wills are owed.
struct Shard<Net: Network> {
    let roster: Roster
    let settings: RunSettings
    /// Which of the loops it is.
    let index: Int
    let conductor: Conductor
    let board: SendBoard
    let wills: WillBoard
    let attendance: Attendance

    var net: Net
    /// The network's, as of the event in hand: asking it each time costs a copy of it.
    var now = Instant.zero
    let seats: Slots<Client>
    let deviceSlots: Slots<DeviceSlot>
    let streamSlots: Slots<StreamSlot>
    let texts: Slots<UInt8>
    var players: [PlayerSlot]
    var tally: Tally
    var stage = Stage.gathering

    /// What the link in hand has to say; one for all links.
    var output = Output()
    /// Room for notices while they are dealt with.
    var spareNotices: [Notice] = []
    /// The payload in hand.
    var payload: [UInt8] = []
    let scratch = ReceiveBuffer()
    /// Indices into the ledger's pairs, by stream and subscriber.
    var pairs: [CountedPair: Int] = [:]

    var nextPhase = 0
    var nextPhaseAt = Instant.never
    var snapshot = Snapshot()
    var nextSnapshotAt = Instant.zero
    var recent = Histogram()
    var recentSince = Instant.zero
    var watch = GeneratorWatch()
    /// When what is being taken had come to this host; may be earlier than the loop's clock.
    var arrivedAt = Instant.zero
    var lastArrival = Instant.zero
    /// When the last application got its subscriptions.
    var lastReady = Instant.zero
    /// Whether other gales were told what was published here.
    var hasTold = false
    /// What last kept an application from getting its subscriptions.
    var obstacle: String?

    /// Devices, then applications.
    var clients: UnsafeMutablePointer<Client> { seats.first }
    var devices: UnsafeMutablePointer<DeviceSlot> { deviceSlots.first }
    var streams: UnsafeMutablePointer<StreamSlot> { streamSlots.first }

    func bytes(of text: Text) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: texts.first + text.start, count: text.count)
    }

    var plan: Plan { roster.plan }

    /// Plays the plan to its end, or until the conductor says stop.
    ///
    /// Then the network may settle, and ``closeBooks()`` completes the ``tally``.
    mutating func run() {
        refresh()
        for player in players.indices { callPlayer(player) }
        while stage != .over {
            if now >= min(nextPhaseAt, nextSnapshotAt) || conductor.mustStop { keepTime() }
            let limit = min(nextPhaseAt, nextSnapshotAt)
            let event = net.next(until: limit)
            now = net.now
            if let event { take(event) }
        }
        close()
    }

    /// Brings ``now`` up to date.
    @discardableResult
    mutating func refresh() -> Instant {
        now = net.refresh()
        return now
    }

    /// Brings ``now`` up to date, and ``arrivedAt`` for what was just read.
    mutating func noteArrival() {
        arrivedAt = net.refreshForArrival()
        now = net.now
        let delay = now.nanoseconds(since: arrivedAt)
        // Nothing is known of what seems to be read the instant it came.
        if delay > 0 { tally.generator.readDelay.record(delay) }
    }

    private mutating func take(_ event: NetworkEvent) {
        switch event {
        case .connected(let link): linkIsUp(link.number)
        case .readable(let link): receive(link.number)
        case .drained(let link): drained(link.number)
        case .closed(let link, let closure): linkIsGone(link.number, closure)
        case .due(let link): serve(link.number)
        case .accepted, .woken: break
        }
    }

    /// Whether client `index` is a device; otherwise it is an application.
    func isDevice(_ index: Int) -> Bool { index < deviceSlots.count }

    func clientPlan(_ index: Int) -> ClientPlan {
        isDevice(index)
            ? roster.contingents[devices[index].contingent].plan.client
            : players[index - deviceSlots.count].player.plan.client
    }

    func clientID(_ index: Int) -> String {
        isDevice(index)
            ? devices[index].device.clientID : players[index - deviceSlots.count].player.name
    }

    /// What the ledgers know client `index` by, when it subscribes.
    func subscriber(_ index: Int) -> Int {
        isDevice(index)
            ? roster.players.count + devices[index].number
            : players[index - deviceSlots.count].player.ledgerNumber
    }

    /// `instant` on the world's clock, in milliseconds since 1970.
    func milliseconds(_ instant: Instant) -> Int64 {
        settings.epochMilliseconds + instant.nanoseconds / 1_000_000
    }
}

/// Where a run stands.
enum Stage {
    /// Applications subscribe; nothing is published yet.
    case gathering
    case playing
    /// The phases are over; what is under way may still arrive, until then.
    case draining(until: Instant)
    /// Everybody says goodbye.
    case leaving(until: Instant)
    case over
}

extension Stage: Equatable {}

/// What a loop reads into, whichever link it is.
final class ReceiveBuffer {
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)

    deinit { bytes.deallocate() }
}
