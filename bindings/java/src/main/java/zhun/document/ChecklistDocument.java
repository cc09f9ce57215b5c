// Written by bindings/java/generate.py: change that, or what it reads, and run it.
package zhun.document;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * Checklist (清单), output of zhun assess. Investigation points (调查要点) and materials (待补充资料) of
 * one dossier, for a phone; masked. Members may be added in later versions.
 */
public record ChecklistDocument(
    String schema,
    String applicationNo,
    LocalDate asOf,
    Version version,
    Header header,
    List<InvestigationPoint> investigationPoints,
    List<Material> missingMaterials,
    List<Material> materialsAtHand,
    Masking masking,
    String inputDigest) {
  /** Copies what a caller could still change. */
  public ChecklistDocument {
    investigationPoints = List.copyOf(investigationPoints);
    missingMaterials = List.copyOf(missingMaterials);
    materialsAtHand = List.copyOf(materialsAtHand);
  }

  /**
   * Reads the JSON.
   *
   * @throws zhun.ZhunException FORMAT, with the path of the member that is wrong
   */
  public static ChecklistDocument parse(byte[] utf8) {
    return from(Json.parse(utf8));
  }

  static ChecklistDocument from(Json json) {
    return new ChecklistDocument(
        json.constant("schema", "zhun.checklist/1"),
        json.text("application_no"),
        json.date("as_of"),
        json.object("version", Version::from),
        json.object("header", Header::from),
        json.objects("investigation_points", InvestigationPoint::from),
        json.objects("missing_materials", Material::from),
        json.objects("materials_at_hand", Material::from),
        json.word("masking", Masking::find),
        json.text("input_digest"));
  }

  /** One version of the JSON. */
  public record Version(
      String engine,
      String policy) {
    static Version from(Json json) {
      return new Version(
          json.text("engine"),
          json.text("policy"));
    }
  }

  /** One header of the JSON. */
  public record Header(
      String nameMasked,
      Type type,
      Optional<String> grade,
      long score,
      long limitFen,
      String bindingCap,
      String decision) {
    static Header from(Json json) {
      return new Header(
          json.text("name_masked"),
          json.word("type", Type::find),
          json.optionalText("grade"),
          json.integer("score"),
          json.integer("limit_fen"),
          json.text("binding_cap"),
          json.text("decision"));
    }

    /** The words of this member of the JSON. */
    public enum Type {
      /** {@code LEGAL}. */
      LEGAL("LEGAL"),
      /** {@code PERSONAL}. */
      PERSONAL("PERSONAL");

      private final String text;

      Type(String text) {
        this.text = text;
      }

      /** As the JSON has it. */
      public String text() {
        return text;
      }

      static Type find(String text) {
        for (Type value : values()) {
          if (value.text.equals(text)) {
            return value;
          }
        }
        return null;
      }
    }
  }

  /** One investigation point of the JSON. */
  public record InvestigationPoint(
      String id,
      long priority,
      String severity,
      String question,
      String why,
      String how,
      String answerType,
      List<String> findings,
      Optional<Object> answer) {
    /** Copies what a caller could still change. */
    public InvestigationPoint {
      findings = List.copyOf(findings);
    }

    static InvestigationPoint from(Json json) {
      return new InvestigationPoint(
          json.text("id"),
          json.integer("priority"),
          json.text("severity"),
          json.text("question"),
          json.text("why"),
          json.text("how"),
          json.text("answer_type"),
          json.texts("findings"),
          json.optionalValue("answer"));
    }
  }

  /** The words of this member of the JSON. */
  public enum Masking {
    /** {@code outward}. */
    OUTWARD("outward"),
    /** {@code none}. */
    NONE("none");

    private final String text;

    Masking(String text) {
      this.text = text;
    }

    /** As the JSON has it. */
    public String text() {
      return text;
    }

    static Masking find(String text) {
      for (Masking value : values()) {
        if (value.text.equals(text)) {
          return value;
        }
      }
      return null;
    }
  }

  /** 资料. */
  public record Material(
      String id,
      String name,
      String level,
      String status,
      String why,
      String howToGet,
      long dueDays,
      Optional<String> replacedBy,
      List<String> reasons) {
    /** Copies what a caller could still change. */
    public Material {
      reasons = List.copyOf(reasons);
    }

    static Material from(Json json) {
      return new Material(
          json.text("id"),
          json.text("name"),
          json.text("level"),
          json.text("status"),
          json.text("why"),
          json.text("how_to_get"),
          json.integer("due_days"),
          json.optionalText("replaced_by"),
          json.texts("reasons"));
    }
  }
}
