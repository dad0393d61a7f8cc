import Base
import Devices
import Foundation
import Testing

/// Each signal against what it promises.
@Suite struct SignalTests {
    private func field(
        range: ClosedRange<Double> = -1000...1000, noise: Double = 0, _ signal: Signal,
        named name: String = "x"
    ) -> DeviceModel.Field {
        .init(
            name: name, unit: "count", range: range, decimals: 6, noise: noise,
            source: .signal(signal))
    }

    /// Mean and variance of `x` over devices and times far apart.
    private func moments(
        of model: CompiledModel, every seconds: Double
    ) throws -> (mean: Double, variance: Double) {
        var sum = 0.0
        var squares = 0.0
        var count = 0.0
        for number in 0..<100 {
            var device = Fixtures.device(of: model, number: number, seed: 5)
            for step in 0..<100 {
                let value = try device.json(at: Double(step) * seconds)["x"]!.number!
                sum += value
                squares += value * value
                count += 1
            }
        }
        let mean = sum / count
        return (mean, squares / count - mean * mean)
    }

    @Test
    func `weibull wind has the mean and variance of its distribution`() throws {
        let wind = Signal.weibull(shape: 2.1, scale: 10, relaxation: .seconds(60))
        let (mean, variance) = try moments(of: Fixtures.model(field(wind)), every: 300)
        let expected = 10 * tgamma(1 + 1 / 2.1)
        let spread = 100 * tgamma(1 + 2 / 2.1) - expected * expected
        #expect(abs(mean - expected) < 0.2)
        #expect(abs(variance - spread) < 0.06 * spread)
    }

    @Test(arguments: [1.0, 30, 3000])
    func `ornstein-uhlenbeck strays as far as it should, whatever the step`(
        _ step: Double
    ) throws {
        let signal = Signal.ornsteinUhlenbeck(mean: 60, deviation: 4, relaxation: .seconds(20))
        let (mean, variance) = try moments(of: Fixtures.model(field(signal)), every: step)
        #expect(abs(mean - 60) < 0.6)
        #expect(abs(variance - 16) < 1.6)
    }

    @Test
    func `ornstein-uhlenbeck forgets at its pace`() throws {
        let signal = Signal.ornsteinUhlenbeck(mean: 0, deviation: 1, relaxation: .seconds(10))
        let model = try Fixtures.model(field(signal))
        var product = 0.0
        for number in 0..<10_000 {
            var device = Fixtures.device(of: model, number: number)
            let first = try device.json(at: 0)["x"]!.number!
            product += try first * device.json(at: 10)["x"]!.number!
        }
        #expect(abs(product / 10_000 - exp(-1)) < 0.04)
    }

    @Test
    func `a walk strays with the root of time and stays inside`() throws {
        let signal = Signal.walk(start: 0, step: 2, per: .seconds(1))
        let model = try Fixtures.model(field(signal))
        var squares = 0.0
        for number in 0..<4000 {
            var device = Fixtures.device(of: model, number: number)
            let value = try device.json(at: 25)["x"]!.number!
            squares += value * value
        }
        #expect(abs(squares / 4000 - 100) < 8)
        var device = try Fixtures.device(of: Fixtures.model(field(range: -3...3, signal)))
        var touched = 0
        for second in 0..<5000 {
            let value = try device.json(at: Double(second))["x"]!.number!
            #expect((-3...3).contains(value))
            if abs(value) > 2.5 { touched += 1 }
        }
        #expect(touched > 100)
    }

    @Test
    func `waves swing`() throws {
        let sine = Signal.sine(
            mean: 5, amplitude: 2, period: .seconds(60), shift: .seconds(15), scatter: 0)
        var device = try Fixtures.device(of: Fixtures.model(field(sine)))
        #expect(try device.json(at: 0)["x"] == 7.0)
        #expect(try device.json(at: 15)["x"] == 5.0)
        #expect(try device.json(at: 30)["x"] == 3.0)
        let daily = Signal.daily(low: 4, high: 20, peak: .hours(15), start: .hours(9))
        device = try Fixtures.device(of: Fixtures.model(field(daily)))
        #expect(try device.json(at: 0)["x"] == 12.0)
        #expect(try device.json(at: 6 * 3600)["x"] == 20.0)
        #expect(try device.json(at: 18 * 3600)["x"] == 4.0)
    }

    @Test
    func `curves, lines and counters follow their field`() throws {
        let model = try Fixtures.model(
            field(
                range: 0...250, .counter(start: 0, step: 3, per: .seconds(60), of: "y"),
                named: "c"),
            field(.linear(of: "x", factor: 2, offset: 10, lag: .zero), named: "y"),
            field(
                .curve(of: "x", points: [.init(0, 5), .init(10, 25), .init(20, 0)]), named: "z"),
            field(.counter(start: 0, step: 1, per: .seconds(1), of: nil)))
        var device = Fixtures.device(of: model)
        for (second, y, z) in [(0.0, 10.0, 5.0), (5, 20, 15), (10, 30, 25), (16, 42, 10)] {
            let json = try device.json(at: second)
            #expect(json["x"]?.number == second)
            #expect(json["y"]?.number == y)
            #expect(json["z"]?.number == z)
        }
        #expect(try device.json(at: 40)["z"]?.number == 0)
        // 3 a minute times y, which is what x made of it at each reading.
        let expected = (100.0 + 150 + 252 + 2160) / 20
        #expect(try device.json(at: 40)["c"]?.number == expected)
    }

    @Test
    func `a counter that leaves its range begins anew`() throws {
        var device = try Fixtures.device(
            of: Fixtures.model(
                field(range: 0...100, .counter(start: 90, step: 1, per: .seconds(1), of: nil))))
        #expect(try device.json(at: 10)["x"] == 100.0)
        #expect(try device.json(at: 11)["x"] == 1.0)
        #expect(try device.json(at: 1000)["x"]!.number! == 90)
    }

    @Test
    func `a battery drains and is charged`() throws {
        let battery = Signal.battery(
            full: 100, empty: 20, lasts: .seconds(800), charges: .seconds(200))
        var device = try Fixtures.device(of: Fixtures.model(field(battery)))
        var values: [Double] = []
        for second in 0..<2000 { values.append(try device.json(at: Double(second))["x"]!.number!) }
        let steps = zip(values, values.dropFirst()).map { $1 - $0 }
        #expect(steps.filter { abs($0 + 0.1) < 1e-5 }.count >= 1590)
        #expect(steps.filter { abs($0 - 0.4) < 1e-5 }.count >= 390)
        #expect(abs(values[0] - values[1000]) < 1e-5)
    }

    @Test
    func `choices come by weight and last as long as they should`() throws {
        let model = try Fixtures.model(
            .init(
                name: "x",
                source: .choice([.init("a", weight: 3), .init("b")], every: .seconds(100))))
        var a = 0
        var changed = 0
        for number in 0..<4000 {
            var device = Fixtures.device(of: model, number: number)
            let first = try device.json(at: 0)["x"]?.string
            let later = try device.json(at: 100)["x"]?.string
            if first == "a" { a += 1 }
            if first != later { changed += 1 }
        }
        #expect(abs(a - 3000) < 120)
        // Drawn anew with 1 - 1/e, and then different with 2 * 3/4 * 1/4.
        #expect(abs(Double(changed) / 4000 - 0.632 * 0.375) < 0.025)
    }

    @Test
    func `noise is added to what is shown and not to what is`() throws {
        let model = try Fixtures.model(field(noise: 3, .constant(50, spread: 0)))
        let (mean, variance) = try moments(of: model, every: 1)
        #expect(abs(mean - 50) < 0.15)
        #expect(abs(variance - 9) < 0.5)
    }

    @Test
    func `constants differ between devices and not in time`() throws {
        let model = try Fixtures.model(field(.constant(10, spread: 2)))
        var values: Set<Double> = []
        for number in 0..<50 {
            var device = Fixtures.device(of: model, number: number)
            let value = try device.json(at: 0)["x"]!.number!
            #expect((8...12).contains(value))
            #expect(try device.json(at: 999)["x"]!.number! == value)
            values.insert(value)
        }
        #expect(values.count == 50)
    }

    @Test
    func `a burst at one instant says the same thing again`() throws {
        var device = try Fixtures.device("turbine")
        let first = device.payload(at: 10, number: 5)
        #expect(device.payload(at: 10, number: 5) == first)
        #expect(device.payload(at: 11, number: 5) != first)
    }
}
