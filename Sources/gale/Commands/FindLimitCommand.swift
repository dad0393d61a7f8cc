import Base
import Measures
import Reports
import Scenarios

extension Command {
    static let findLimit = Command(
        "bench find-limit", operands: "PATTERN",
        summary: "Look for the highest load that a broker bears in a pattern.",
        details: """
            Plays the pattern of gale bench again and again, each time on fresh connections: twice
            the load until a step fails, then what lies between. Of a load that fails, a second
            step is played after a rest, since one hiccup is no limit; the load that is found must
            hold twice.

            A step holds when all devices connect, p99 and losses are within what is asked for, and
            99 % of the rate came about. The p99 is end to end, from the instant at which a message
            was due; of publish to its acknowledgement, of round-trip to the answer, of connect and
            churn to the connection and to CONNACK. Publish at QoS 0 has none.

            A step that fails while gale itself was late is no evidence: where such steps end the
            search, it says that the limit is gale's and not the broker's.
            Flat out is no rate, so there is no --flat-out. The folder holds limit.json, .txt, .md
            and .html, and the report of each step in a folder of its own.
            Exit code 0: the limit was found, or --to holds; 1: nothing holds, or the limit is that
            of gale or of this host.
            """, takes: 1...1, offers: .words(Bench.Pattern.allCases.map(\.rawValue)),
        options: Option.findLimit, defaults: FindLimitOptions()
    ) { options, operands in
        guard let pattern = Bench.Pattern(rawValue: operands[0]) else {
            let known = Bench.Pattern.allCases.map(\.rawValue).joined(separator: ", ")
            throw UsageError("there is no pattern “\(operands[0])”; there are \(known)")
        }
        return try LimitHunt.toReport(try LimitHunt.Order(options, pattern), options.play)
    }
}

extension LimitHunt.Order {
    /// What `options` ask for, held against each other.
    init(_ options: FindLimitOptions, _ pattern: Bench.Pattern) throws(UsageError) {
        bench = options.bench.bench
        bench.pattern = pattern
        load = options.load
        devices = options.devices
        rest = options.rest
        switch load {
        case .rate:
            guard bench.pace == nil else {
                throw UsageError("the rate is what is looked for; begin with --from, not --rate")
            }
        case .devices:
            guard options.devices == nil else {
                throw UsageError(
                    "devices are what is looked for; begin with --from, not --devices")
            }
        }
        demands.legs = bench.decisiveLegs
        if demands.legs.isEmpty {
            guard options.p99 == nil else {
                throw UsageError(
                    "nothing is timed here, so there is no --p99: "
                        + "take --qos 1, or a payload of 24 bytes or more")
            }
        } else {
            demands.p99 = options.p99 ?? FindLimitOptions.usualP99
        }
        (demands.lost, demands.lostShare) = (options.lost, options.lostShare)
        let most = options.to ?? bench.most(of: load)
        let from = options.from ?? min(most, pattern.usualStart(of: load))
        guard from <= most else {
            throw UsageError("--from \(from) lies above --to \(most)")
        }
        bounds = LimitSearch.Bounds(
            from: from, to: most, within: options.within, steps: options.steps)
        do throws(Bench.Mistake) {
            _ = try bench.under(from, of: load, devices: devices).stepPlan()
        } catch {
            throw UsageError(error.message)
        }
    }
}

extension Bench.Pattern {
    fileprivate func usualStart(of load: Bench.Load) -> Int {
        let isFast = load == .rate && ![.roundTrip, .connect, .churn].contains(self)
        return isFast ? 1000 : 100
    }
}
