package example;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import zhun.Assessment;
import zhun.Dossier;
import zhun.Policy;
import zhun.Summary;
import zhun.ZhunException;

/**
 * A function of Spark: a dossier as a zip archive to (decision, grade, limit_fen, json, error). What is
 * wrong with one dossier is a value in its row; it stops no job.
 */
public final class AssessUdf implements UDF1<byte[], Row> {
  private static final long serialVersionUID = 1L;
  private static final int FILE_BYTES_MAX = 64 << 20;

  /** One an executor: shared by its tasks, loaded with the first row. */
  private static final class Shared {
    static final Policy POLICY = Policy.builtIn();
  }

  @Override
  public Row call(byte[] archive) throws IOException {
    if (archive == null) {
      return null;
    }
    try (Dossier dossier = unzipped(archive);
        Assessment assessment = dossier.run(Shared.POLICY)) {
      Summary summary = assessment.summary();
      String json = new String(assessment.json(), StandardCharsets.UTF_8);
      return RowFactory.create(
          summary.decision().name(), summary.grade(), summary.limitFen(), json, null);
    } catch (ZhunException wrong) {
      return RowFactory.create(null, null, null, null, wrong.getMessage());
    }
  }

  private static Dossier unzipped(byte[] archive) throws IOException {
    Dossier dossier = new Dossier();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (!entry.isDirectory()) {
          dossier.add(entry.getName(), zip.readNBytes(FILE_BYTES_MAX));
        }
      }
      return dossier;
    } catch (Throwable failed) {
      dossier.close();
      throw failed;
    }
  }
}
