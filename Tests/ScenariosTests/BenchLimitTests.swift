import Base
import MQTT
import Reports
import Testing

@testable import Scenarios

/// What a search for a limit asks of the patterns.
@Suite struct BenchLimitTests {
    @Test(arguments: Bench.Pattern.allCases)
    func `every pattern can be put under any load of either kind`(pattern: Bench.Pattern) throws {
        for load in Bench.Load.allCases {
            let bench = Bench(pattern)
            for amount in [1, 2, 37, 1000] {
                let plan = try bench.under(amount, of: load).stepPlan()
                if load == .devices, pattern != .fanOut {
                    #expect(plan.fleets[0].count == amount)
                }
            }
            #expect(throws: Bench.Mistake.self) {
                try Plan(bench.under(bench.most(of: load) + 1, of: load))
            }
            #expect(bench.about(searching: load, devices: nil).contains("steps of 10s"))
        }
    }

    @Test(arguments: [
        (Bench.Pattern.publish, QoS.atMostOnce, 100, [Leg]()),
        (.publish, .atLeastOnce, 100, [.puback]), (.publish, .exactlyOnce, 100, [.pubcomp]),
        (.fanIn, .atMostOnce, 100, [.endToEnd]), (.fanOut, .atLeastOnce, 24, [.endToEnd]),
        (.pairs, .atMostOnce, 23, []), (.roundTrip, .atMostOnce, 0, [.roundTrip]),
        (.connect, .atMostOnce, 100, [.connect, .connack]),
        (.churn, .atMostOnce, 100, [.connect, .connack]),
    ])
    func `the leg that decides is what the pattern is about`(
        pattern: Bench.Pattern, qos: QoS, payload: Int, legs: [Leg]
    ) {
        var bench = Bench(pattern)
        bench.qos = qos
        bench.payloadBytes = payload
        #expect(bench.decisiveLegs == legs)
    }

    @Test func `connects bring as many devices as they take`() throws {
        var bench = Bench(.connect)
        bench.duration = .seconds(5)
        let connect = try bench.under(1000, of: .rate).stepPlan()
        #expect((5000...5001).contains(connect.fleets[0].count))
        #expect(connect.phases.map { $0.duration.inSeconds.rounded() } == [5, 1, 5])
        let churn = Bench(.churn)
        #expect(try churn.under(1000, of: .rate).stepPlan().fleets[0].count == 1000)
        #expect(try churn.under(10, of: .rate).stepPlan().fleets[0].count == 100)
        #expect(try churn.under(1000, of: .rate, devices: 500).stepPlan().fleets[0].count == 500)
        for pattern in [Bench.Pattern.connect, .churn] {
            let mistake = #expect(throws: Bench.Mistake.self) {
                try Bench(pattern).under(1000, of: .rate, devices: 499).stepPlan()
            }
            #expect(mistake?.message.contains("it takes 500") == true)
        }
    }

    @Test func `what must come about follows from the rate`() {
        #expect(Bench(.fanIn).under(500, of: .rate).yield == .published(500))
        #expect(Bench(.pairs).under(500, of: .devices).yield == .published(500))
        #expect(Bench(.roundTrip).under(500, of: .rate).yield == .published(1000))
        #expect(Bench(.churn).under(500, of: .rate).yield == .reconnects(500))
        #expect(Bench(.connect).under(500, of: .rate).yield == .connected)
        var bench = Bench(.publish)
        bench.pace = .flatOut
        #expect(bench.yield == nil)
    }
}
