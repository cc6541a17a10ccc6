package org.beamforge.io;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import org.beamforge.Certificate;
import org.beamforge.Solution;
import org.beamforge.StationSolution;
import org.beamforge.association.LlmReport;
import org.beamforge.control.IterationRecord;

/** Writes isac-solution/1. A figure that is not finite becomes null: JSON has no other word. */
final class SolutionJsonWriter {
    private SolutionJsonWriter() {}

    static void write(Solution solution, OutputStream out) throws IOException {
        try (JsonGenerator json = JsonLayout.generator(out)) {
            json.writeStartObject();
            json.writeStringField("format", SolutionJsonReader.FORMAT);
            json.writeStringField("status", solution.status().name());
            number("sumRate", solution.sumRate(), json);
            int[] association = solution.association().toArray();
            json.writeFieldName("association");
            json.writeArray(association, 0, association.length);
            json.writeNumberField("iterations", solution.iterations());
            number("seconds", solution.seconds(), json);
            json.writeStringField("solver", solution.solver());
            json.writeStringField("backend", solution.backend());
            json.writeStringField("scheme", solution.scheme());
            if (solution.certificate().isPresent()) {
                writeCertificate(solution.certificate().get(), json);
            }
            if (solution.llm().isPresent()) {
                writeLlm(solution.llm().get(), json);
            }
            json.writeArrayFieldStart("baseStations");
            for (StationSolution station : solution.stations()) {
                writeStation(station, json);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("trace");
            for (IterationRecord row : solution.trace()) {
                writeTraceRow(row, json);
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    private static void writeCertificate(Certificate certificate, JsonGenerator json)
            throws IOException {
        json.writeObjectFieldStart("certificate");
        number("upperBound", certificate.upperBound(), json);
        number("gap", certificate.gap(), json);
        number("searchBound", certificate.searchBound(), json);
        json.writeBooleanField("partitionOptimal", certificate.partitionOptimal());
        json.writeNumberField("setsEvaluated", certificate.setsEvaluated());
        number("setsTotal", certificate.setsTotal(), json);
        json.writeEndObject();
    }

    private static void writeLlm(LlmReport report, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("llm");
        json.writeArrayFieldStart("rounds");
        for (LlmReport.Round round : report.rounds()) {
            json.writeStartObject();
            json.writeStringField("model", round.model());
            json.writeBooleanField("valid", round.valid());
            number("sumRate", round.sumRate(), json);
            tokens("promptTokens", round.promptTokens(), json);
            tokens("completionTokens", round.completionTokens(), json);
            number("seconds", round.seconds(), json);
            json.writeStringField("verdict", round.verdict());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeBooleanField("fallbackUsed", report.fallbackUsed());
        json.writeEndObject();
    }

    /** A count that the server did not tell becomes null. */
    private static void tokens(String name, int count, JsonGenerator json) throws IOException {
        if (count < 0) {
            json.writeNullField(name);
        } else {
            json.writeNumberField(name, count);
        }
    }

    private static void writeStation(StationSolution station, JsonGenerator json)
            throws IOException {
        json.writeStartObject();
        number("rate", station.rate(), json);
        json.writeFieldName("users");
        json.writeArray(station.users(), 0, station.users().length);
        number("radarSnrDb", station.radarSnrDb(), json);
        number("detectionProbability", station.detectionProbability(), json);
        number("crbRad2", station.crbRad2(), json);
        number("powerW", station.powerW(), json);
        InstanceJsonWriter.writeMatrix("communication", station.beamformer().communication(), json);
        InstanceJsonWriter.writeMatrix("radar", station.beamformer().radar(), json);
        json.writeEndObject();
    }

    private static void writeTraceRow(IterationRecord row, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("stage", row.stage());
        json.writeNumberField("station", row.station());
        json.writeNumberField("iteration", row.iteration());
        number("sumRate", row.sumRate(), json);
        number("bound", row.bound(), json);
        number("primalResidual", row.primalResidual(), json);
        number("dualResidual", row.dualResidual(), json);
        number("violation", row.violation(), json);
        number("rho", row.rho(), json);
        json.writeBooleanField("rhoAdapted", row.rhoAdapted());
        number("seconds", row.seconds(), json);
        json.writeEndObject();
    }

    private static void number(String name, double value, JsonGenerator json) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumberField(name, value);
        } else {
            json.writeNullField(name);
        }
    }
}
