package import Devices
package import Reports
package import Scenarios
package import Transports

/// A plan played by one loop over a network of the caller's, such as one in virtual time.
///
/// What ``FleetRun`` does on threads and sockets, this does in the thread that asks for it.
package struct SoloRun<Net: Network> {
    private let roster: Roster
    private let settings: RunSettings
    private let conductor: Conductor
    private let wills: WillBoard
    private var shard: Shard<Net>

    package init(_ plan: Plan, _ settings: RunSettings, over net: Net) throws(DeviceModel.Invalid) {
        roster = try Roster(
            plan, servesShadows: plan.needsShadows && !settings.isEmbedded,
            only: settings.part?.names, with: settings.passports)
        self.settings = settings
        conductor = Conductor(
            loops: 1, roster, abroad: nil, places: settings.allowance?.devices ?? .max)
        wills = WillBoard(roster)
        shard = Shard(
            roster, settings, loop: 0, conductor: conductor,
            board: SendBoard(streams: roster.streamCount), wills: wills,
            attendance: Attendance(devices: roster.deviceCount), net: net)
    }

    /// The network, to look into once the run is over.
    package var net: Net {
        get { shard.net }
        set { shard.net = newValue }
    }

    /// Plays to the end.
    ///
    /// - Throws: ``RunFailure`` when the run could not take place.
    package mutating func play() throws(RunFailure) -> Report {
        shard.run()
        shard.closeBooks()
        var tally = shard.tally
        if let failure = conductor.whyFailed { throw failure }
        return ReportMaker(
            roster: roster, settings: settings, abroad: nil, start: conductor.start,
            wasStopped: conductor.mustStop, end: shard.net.now
        ).report(&tally, wills)
    }
}
