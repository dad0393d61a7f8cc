import Measures
import Testing

@Suite struct AbsenceTests {
    @Test func `leaving twice is leaving once`() {
        var absence = Absence()
        absence.comeBack(at: 1)
        absence.leave(at: 5)
        absence.leave(at: 6)
        #expect(absence.isAway)
        absence.comeBack(at: 9)
        absence.comeBack(at: 10)
        #expect(!absence.isAway)
        #expect(absence.intervals == [Absence.Interval(from: 5, to: 9)])
    }

    @Test func `absences that touch are one`() {
        var absence = Absence()
        absence.leave(at: 5)
        absence.comeBack(at: 9)
        absence.leave(at: 9)
        absence.comeBack(at: 12)
        #expect(absence.intervals.map(\.to) == [12])
    }

    @Test func `many absences are kept within bounds, and none is forgotten`() {
        var absence = Absence()
        for turn in 0..<1000 as Range<Int64> {
            absence.leave(at: turn * 100)
            absence.comeBack(at: turn * 100 + turn % 90)
        }
        #expect(absence.intervals.count == Absence.most)
        for turn in 0..<1000 as Range<Int64> {
            #expect(absence.intervals.contains { $0.from <= turn * 100 && turn * 100 <= $0.to })
        }
    }
}
