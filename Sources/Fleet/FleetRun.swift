package import Base
package import Devices
package import Measures
import Reactor
package import Reports
package import Scenarios
import Synchronization
import Transports

/// A plan being played: one thread a loop, one report at the end.
///
/// ``start()`` returns at once; the caller looks at ``progress`` as often as it likes, may ask
/// ``stop()``, and gets the report from ``finish()``.
package final class FleetRun: Sendable {
    let roster: Roster
    let settings: RunSettings
    let origin: Int64
    private let conductor: Conductor
    private let board: SendBoard
    private let wills: WillBoard
    private let attendance: Attendance
    private let abroad: Abroad?
    private let letters = Atomic<Bool>(false)
    private let results = Mutex<[Tally]>([])
    private let threads = Mutex<[LoopThread]>([])

    /// Prepares a run whose instants count from `origin` on the monotonic clock.
    package init(
        _ plan: Plan, _ settings: RunSettings, origin: Int64
    ) throws(DeviceModel.Invalid) {
        roster = try Roster(
            plan, servesShadows: plan.needsShadows && !settings.isEmbedded,
            only: settings.part?.names, with: settings.passports)
        self.settings = settings
        self.origin = origin
        abroad = settings.part.map { [roster] in Abroad($0, roster) }
        conductor = Conductor(
            loops: settings.loops, roster, abroad: abroad,
            places: settings.allowance?.devices ?? .max)
        board = SendBoard(streams: roster.streamCount)
        wills = WillBoard(roster)
        attendance = Attendance(devices: roster.deviceCount)
    }

    /// Begins to play.
    ///
    /// - Throws: when the kernel gives no epoll or thread.
    package func start() throws {
        for index in 0..<settings.loops {
            let net = try settings.network(origin: origin)
            let shard = Shard(
                roster, settings, loop: index, conductor: conductor, board: board, wills: wills,
                attendance: attendance, net: net)
            let part = Part(shard, of: self)
            try threads.withLock { $0.append(try LoopThread(running: part.play)) }
        }
        guard let abroad else { return }
        let net = try settings.network(origin: origin)
        let post = PostOffice(
            Messenger(roster, settings, abroad, conductor: conductor, net: net), of: self)
        try threads.withLock { $0.append(try LoopThread(running: post.serve)) }
    }

    /// Clients that the run is to have, devices and applications.
    package var connections: Int { roster.ownDeviceCount + roster.ownPlayers.count }

    /// How far the run is.
    package var whole: Snapshot { conductor.whole }

    /// When the first phase began; never, as long as it has not.
    package var began: Instant { conductor.start }

    /// Whether every loop has come to its end.
    package var isOver: Bool {
        results.withLock { $0.count } == settings.loops
            && (abroad == nil || letters.load(ordering: .acquiring))
    }

    /// Asks every loop to say goodbye and return.
    package func stop() { conductor.stop() }

    /// What a run leaves behind.
    package struct Outcome: Sendable {
        package var report: Report
        /// The histogram of each leg that was measured, by leg, as `.hgrm` text in milliseconds.
        package let histograms: [(leg: String, text: String)]
    }

    /// Waits for all loops, and closes the books.
    ///
    /// - Parameter books: what was seen of the broker meanwhile.
    /// - Throws: ``RunFailure`` when the run could not take place.
    package func finish(beside books: BrokerBooks? = nil) throws(RunFailure) -> Outcome {
        for thread in threads.withLock({ $0 }) { thread.join() }
        if let failure = conductor.whyFailed { throw failure }
        var tallies = results.withLock { $0 }
        var whole = tallies.removeFirst()
        for tally in tallies { whole.merge(tally) }
        let report = ReportMaker(
            roster: roster, settings: settings, abroad: abroad, start: conductor.start,
            wasStopped: conductor.mustStop,
            end: Instant(nanoseconds: EpollLoop.clock() - origin)
        ).report(&whole, wills, beside: books)
        // A distribution cannot leave out what is too fine for the clocks.
        let refused = report.refusedLegs
        let histograms = Measures.Leg.allCases
            .filter { !whole.latencies[$0].isEmpty && !refused.contains($0.rawValue) }
            .map { (leg: $0.rawValue, text: whole.latencies[$0].hgrm()) }
        return Outcome(report: report, histograms: histograms)
    }

    fileprivate func took(_ tally: Tally) {
        results.withLock { $0.append(tally) }
        abroad?.loopEnded()
    }

    fileprivate func lettersEnded() { letters.store(true, ordering: .releasing) }
}

/// A messenger on its way to its own thread, which then owns it alone.
private final class PostOffice: @unchecked Sendable {
    private var messenger: Messenger<LayeredNetwork>
    private let run: FleetRun

    init(_ messenger: consuming Messenger<LayeredNetwork>, of run: FleetRun) {
        self.messenger = messenger
        self.run = run
    }

    func serve() {
        messenger.run()
        run.lettersEnded()
    }
}

/// A shard on its way to its own thread, which then owns it alone.
private final class Part: @unchecked Sendable {
    private var shard: Shard<LayeredNetwork>
    private let run: FleetRun

    init(_ shard: consuming Shard<LayeredNetwork>, of run: FleetRun) {
        self.shard = shard
        self.run = run
    }

    func play() {
        shard.watch = GeneratorWatch(of: ThreadUsage.read)
        shard.run()
        shard.net.settle(until: shard.net.refresh() + .milliseconds(200))
        shard.closeBooks()
        var tally = shard.tally
        tally.generator.cpuSeconds = Usage.threadSeconds()
        tally.generator.maxResidentBytes = Usage.maxResidentBytes()
        run.took(tally)
    }
}

extension WillBoard {
    convenience init(_ roster: Roster) {
        self.init(
            watchers: Set(
                roster.ownPlayers.filter(\.plan.watchesWills).map(\.ledgerNumber)
            ).sorted())
    }
}
