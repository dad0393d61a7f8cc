import Base
import Devices
import Testing

/// Trucks on their way.
@Suite struct RouteTests {
    @Test
    func `the truck goes into tunnels and comes out`() throws {
        let device = try Fixtures.device("truck")
        var changes = 0
        var inside = 0
        for second in 0..<3600 {
            let now = device.isOutOfReach(at: .seconds(Double(second)))
            if now { inside += 1 }
            if now != device.isOutOfReach(at: .seconds(Double(second) + 1)) { changes += 1 }
        }
        #expect((20...120).contains(changes))
        #expect((300...1200).contains(inside))
    }

    @Test
    func `the next change is the next change`() throws {
        let model = try CompiledModel(Fixtures.model("truck"))
        for number in 0..<20 {
            let device = Fixtures.device(of: model, number: number)
            var now = Instant.zero
            for _ in 0..<40 {
                let next = device.nextChangeOfReach(after: now)
                #expect(next > now && next.nanoseconds % 1_000_000 == 0)
                #expect(device.isOutOfReach(at: next) != device.isOutOfReach(at: now))
                // Nothing changes in between, and the change is not late.
                let state = device.isOutOfReach(at: now)
                let span = next.nanoseconds - now.nanoseconds
                for part: Int64 in 1..<50 {
                    let between = now.advanced(byNanoseconds: span / 50 * part)
                    #expect(device.isOutOfReach(at: between) == state)
                }
                let before = next - .milliseconds(3)
                if before > now { #expect(device.isOutOfReach(at: before) == state) }
                now = next
            }
        }
    }

    @Test
    func `distance is speed times time, and the place is on the road`() throws {
        var device = try Fixtures.device("truck")
        var last = try device.json(at: 0)["distance"]!.number!
        #expect(last == 0)
        for second in stride(from: 1.0, through: 600, by: 1) {
            let json = try device.json(at: second)
            let distance = json["distance"]!.number!
            let speed = (distance - last) * 3600
            #expect((30...110).contains(speed), "second \(second)")
            last = distance
        }
    }

    @Test
    func `a loop comes back to where it began`() throws {
        func point(_ latitude: Double, _ longitude: Double) -> Route.Waypoint {
            .init(latitude: latitude, longitude: longitude, speed: 60)
        }
        let square = [point(0, 0), point(0.01, 0), point(0.01, 0.01), point(0, 0.01)]
        let model = try Fixtures.model(
            field("latitude", .latitude), field("longitude", .longitude),
            field("distance", .distance, unit: "km"), route: Route(points: square))
        var device = Fixtures.device(of: model)
        let first = try device.json(at: 0)
        // A hundredth of a degree of the equator is 1.1119 km, a minute and 6.7 seconds at 60 km/h.
        let lap = 4 * 1.111_949_27 * 60
        let second = try device.json(at: lap)
        #expect(abs(second["distance"]!.number! - 4 * 1.11195) < 0.001)
        for name in ["latitude", "longitude"] {
            #expect(abs(first[name]!.number! - second[name]!.number!) < 1e-4)
        }
    }

    @Test
    func `without tunnels the link stays`() throws {
        let device = try Fixtures.device("turbine")
        #expect(!device.isOutOfReach(at: .seconds(5)))
        #expect(device.nextChangeOfReach(after: .zero) == .never)
    }

    @Test
    func `a state may take the link away`() throws {
        let field = DeviceModel.Field(name: "jammed", source: .state(.boolean(initial: false)))
        let command = DeviceModel.Command(name: "jam", topic: "jam", sets: ["jammed"])
        var device = try Fixtures.device(
            of: CompiledModel(
                DeviceModel(
                    name: "test", fields: [field], commands: [command],
                    outage: .init(field: "jammed"))))
        #expect(!device.isOutOfReach(at: .zero))
        _ = device.obey(command: 0, payload: #"{"jammed":true}"#.utf8, at: .zero)
        #expect(device.isOutOfReach(at: .zero))
    }

    private func field(
        _ name: String, _ property: Route.Property, unit: String = "°"
    ) -> DeviceModel.Field {
        .init(name: name, unit: unit, range: -1000...1000, decimals: 6, source: .route(property))
    }
}
