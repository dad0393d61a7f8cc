import Harness
import ReferenceBroker
import YAML

extension Configuration {
    /// Reads the file of `gale broker --config`.
    init(reading path: String) throws(Failure) {
        do {
            self = try BrokerFile.configuration(parsing: try TextFile.bytes(of: path), file: path)
        } catch let problem as Problem {
            throw Failure(.badInput, "\(problem)")
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(.ourFault, "\(error)")
        }
    }
}
