// Written by bindings/java/generate.py: change that, or what it reads, and run it.
package zhun.document;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Assessment (评估结果), output of zhun assess. Facts, findings, score, limit and decision of one
 * dossier, masked as "masking" says. "digest" seals everything below it. Members may be added
 * in later versions. Amounts are texts in yuan with two decimals unless their name ends in
 * _fen.
 *
 * @param customer 小微法人, 小微个人
 * @param decision a proposal; a person decides
 * @param score 评分
 * @param limit 额度
 * @param triangulation sales by statements, invoices and tax
 * @param facts 指标 by name
 */
public record AssessmentDocument(
    String digest,
    String schema,
    String dossier,
    String applicationNo,
    LocalDate asOf,
    Version version,
    String inputDigest,
    Masking masking,
    Customer customer,
    String decision,
    List<String> decisionReasons,
    Counts counts,
    List<Finding> findings,
    Score score,
    Limit limit,
    Triangulation triangulation,
    Map<String, Fact> facts,
    List<Month> months,
    List<FlowClass> classes,
    List<PayingCustomer> customers,
    List<InvoicedBuyer> buyers,
    List<Map<String, Object>> interest,
    List<Map<String, Object>> cycles,
    List<ChainBreak> chainBreaks,
    List<Duplicate> duplicates,
    List<InvoiceMonth> invoiceMonths,
    List<Material> materials,
    List<Source> sources,
    List<ReadNote> readNotes) {
  /** Copies what a caller could still change. */
  public AssessmentDocument {
    decisionReasons = List.copyOf(decisionReasons);
    findings = List.copyOf(findings);
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    months = List.copyOf(months);
    classes = List.copyOf(classes);
    customers = List.copyOf(customers);
    buyers = List.copyOf(buyers);
    interest = List.copyOf(interest);
    cycles = List.copyOf(cycles);
    chainBreaks = List.copyOf(chainBreaks);
    duplicates = List.copyOf(duplicates);
    invoiceMonths = List.copyOf(invoiceMonths);
    materials = List.copyOf(materials);
    sources = List.copyOf(sources);
    readNotes = List.copyOf(readNotes);
  }

  /**
   * Reads the JSON.
   *
   * @throws zhun.ZhunException FORMAT, with the path of the member that is wrong
   */
  public static AssessmentDocument parse(byte[] utf8) {
    return from(Json.parse(utf8));
  }

  static AssessmentDocument from(Json json) {
    return new AssessmentDocument(
        json.text("digest"),
        json.constant("schema", "zhun.assessment/1"),
        json.text("dossier"),
        json.text("application_no"),
        json.date("as_of"),
        json.object("version", Version::from),
        json.text("input_digest"),
        json.word("masking", Masking::find),
        json.object("customer", Customer::from),
        json.text("decision"),
        json.texts("decision_reasons"),
        json.object("counts", Counts::from),
        json.objects("findings", Finding::from),
        json.object("score", Score::from),
        json.object("limit", Limit::from),
        json.object("triangulation", Triangulation::from),
        json.objectsByName("facts", Fact::from),
        json.objects("months", Month::from),
        json.objects("classes", FlowClass::from),
        json.objects("customers", PayingCustomer::from),
        json.objects("buyers", InvoicedBuyer::from),
        json.maps("interest"),
        json.maps("cycles"),
        json.objects("chain_breaks", ChainBreak::from),
        json.objects("duplicates", Duplicate::from),
        json.objects("invoice_months", InvoiceMonth::from),
        json.objects("materials", Material::from),
        json.objects("sources", Source::from),
        json.objects("read_notes", ReadNote::from));
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

  /** The words of this member of the JSON. */
  public enum Masking {
    /** {@code inside-bank}. */
    INSIDE_BANK("inside-bank"),
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

  /** 小微法人, 小微个人. */
  public record Customer(
      Type type,
      String name,
      Optional<String> businessName,
      String uscc) {
    static Customer from(Json json) {
      return new Customer(
          json.word("type", Type::find),
          json.text("name"),
          json.optionalText("business_name"),
          json.text("uscc"));
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

  /** One counts of the JSON. */
  public record Counts(
      long ko,
      long warnSevere,
      long warn,
      long info,
      long notEvaluated,
      long pass) {
    static Counts from(Json json) {
      return new Counts(
          json.integer("ko"),
          json.integer("warn_severe"),
          json.integer("warn"),
          json.integer("info"),
          json.integer("not_evaluated"),
          json.integer("pass"));
    }
  }

  /**
   * A judgement (发现).
   *
   * @param trace the rule that fired
   */
  public record Finding(
      String id,
      Status status,
      String severity,
      String theme,
      String title,
      String text,
      Optional<String> observed,
      Optional<String> reason,
      Optional<String> suppliedBy,
      Optional<List<String>> materials,
      List<String> facts,
      List<Evidence> evidence,
      Optional<Trace> trace) {
    /** Copies what a caller could still change. */
    public Finding {
      materials = materials.map(List::copyOf);
      facts = List.copyOf(facts);
      evidence = List.copyOf(evidence);
    }

    static Finding from(Json json) {
      return new Finding(
          json.text("id"),
          json.word("status", Status::find),
          json.text("severity"),
          json.text("theme"),
          json.text("title"),
          json.text("text"),
          json.optionalText("observed"),
          json.optionalText("reason"),
          json.optionalText("supplied_by"),
          json.optionalTexts("materials"),
          json.texts("facts"),
          json.objects("evidence", Evidence::from),
          json.optionalObject("trace", Trace::from));
    }

    /** The words of this member of the JSON. */
    public enum Status {
      /** {@code PASS}. */
      PASS("PASS"),
      /** {@code FAIL}. */
      FAIL("FAIL"),
      /** {@code NOT_EVALUATED}. */
      NOT_EVALUATED("NOT_EVALUATED"),
      /** {@code NOT_APPLICABLE}. */
      NOT_APPLICABLE("NOT_APPLICABLE");

      private final String text;

      Status(String text) {
        this.text = text;
      }

      /** As the JSON has it. */
      public String text() {
        return text;
      }

      static Status find(String text) {
        for (Status value : values()) {
          if (value.text.equals(text)) {
            return value;
          }
        }
        return null;
      }
    }

    /** The rule that fired. */
    public record Trace(
        String decision,
        long rule,
        Optional<String> annotation,
        List<Input> inputs) {
      /** Copies what a caller could still change. */
      public Trace {
        inputs = List.copyOf(inputs);
      }

      static Trace from(Json json) {
        return new Trace(
            json.text("decision"),
            json.integer("rule"),
            json.optionalText("annotation"),
            json.objects("inputs", Input::from));
      }

      /** One input of the JSON. */
      public record Input(
          String expression,
          String value) {
        static Input from(Json json) {
          return new Input(
              json.text("expression"),
              json.text("value"));
        }
      }
    }
  }

  /** 评分. */
  public record Score(
      String card,
      String model,
      long total,
      Optional<String> grade,
      String probabilityOfDefault,
      List<Point> points,
      List<String> missing,
      List<String> reasonCodes) {
    /** Copies what a caller could still change. */
    public Score {
      points = List.copyOf(points);
      missing = List.copyOf(missing);
      reasonCodes = List.copyOf(reasonCodes);
    }

    static Score from(Json json) {
      return new Score(
          json.text("card"),
          json.text("model"),
          json.integer("total"),
          json.optionalText("grade"),
          json.text("probability_of_default"),
          json.objects("points", Point::from),
          json.texts("missing"),
          json.texts("reason_codes"));
    }

    /** One point of the JSON. */
    public record Point(
        String characteristic,
        String title,
        String fact,
        String observed,
        long points,
        long pointsMax,
        boolean missing,
        Optional<String> nextBin,
        OptionalLong nextPoints) {
      static Point from(Json json) {
        return new Point(
            json.text("characteristic"),
            json.text("title"),
            json.text("fact"),
            json.text("observed"),
            json.integer("points"),
            json.integer("points_max"),
            json.truth("missing"),
            json.optionalText("next_bin"),
            json.optionalInteger("next_points"));
      }
    }
  }

  /**
   * 额度.
   *
   * @param limit amount in yuan (元) or units of the currency, two decimals
   * @param requested amount in yuan (元) or units of the currency, two decimals
   */
  public record Limit(
      BigDecimal limit,
      long limitFen,
      BigDecimal requested,
      String binding,
      String factor,
      Optional<String> beforeFloor,
      List<Cap> caps) {
    /** Copies what a caller could still change. */
    public Limit {
      caps = List.copyOf(caps);
    }

    static Limit from(Json json) {
      return new Limit(
          json.amount("limit"),
          json.integer("limit_fen"),
          json.amount("requested"),
          json.text("binding"),
          json.text("factor"),
          json.optionalText("before_floor"),
          json.objects("caps", Cap::from));
    }

    /**
     * One cap of the JSON.
     *
     * @param amount amount, two decimals; null: none
     */
    public record Cap(
        String id,
        String title,
        Optional<BigDecimal> amount,
        Optional<String> formula,
        Optional<String> reason) {
      static Cap from(Json json) {
        return new Cap(
            json.text("id"),
            json.text("title"),
            json.optionalAmount("amount"),
            json.optionalText("formula"),
            json.optionalText("reason"));
      }
    }
  }

  /**
   * Sales by statements, invoices and tax.
   *
   * @param statements amount, two decimals; null: none
   * @param invoices amount, two decimals; null: none
   * @param tax amount, two decimals; null: none
   * @param verified amount, two decimals; null: none
   */
  public record Triangulation(
      Optional<BigDecimal> statements,
      Optional<BigDecimal> invoices,
      Optional<BigDecimal> tax,
      Optional<BigDecimal> verified,
      Optional<String> dispersion,
      String agreement) {
    static Triangulation from(Json json) {
      return new Triangulation(
          json.optionalAmount("statements"),
          json.optionalAmount("invoices"),
          json.optionalAmount("tax"),
          json.optionalAmount("verified"),
          json.optionalText("dispersion"),
          json.text("agreement"));
    }
  }

  /**
   * One month of the JSON.
   *
   * @param inflow amount in yuan (元) or units of the currency, two decimals
   * @param outflow amount in yuan (元) or units of the currency, two decimals
   * @param effective amount in yuan (元) or units of the currency, two decimals
   */
  public record Month(
      YearMonth month,
      boolean full,
      BigDecimal inflow,
      BigDecimal outflow,
      BigDecimal effective) {
    static Month from(Json json) {
      return new Month(
          json.month("month"),
          json.truth("full"),
          json.amount("inflow"),
          json.amount("outflow"),
          json.amount("effective"));
    }
  }

  /**
   * One flow class of the JSON.
   *
   * @param amount amount in yuan (元) or units of the currency, two decimals
   */
  public record FlowClass(
      String flowClass,
      String title,
      BigDecimal amount,
      long count,
      List<Evidence> evidence) {
    /** Copies what a caller could still change. */
    public FlowClass {
      evidence = List.copyOf(evidence);
    }

    static FlowClass from(Json json) {
      return new FlowClass(
          json.text("class"),
          json.text("title"),
          json.amount("amount"),
          json.integer("count"),
          json.objects("evidence", Evidence::from));
    }
  }

  /**
   * One paying customer of the JSON.
   *
   * @param amount amount in yuan (元) or units of the currency, two decimals
   */
  public record PayingCustomer(
      String name,
      BigDecimal amount,
      String share,
      List<Evidence> evidence) {
    /** Copies what a caller could still change. */
    public PayingCustomer {
      evidence = List.copyOf(evidence);
    }

    static PayingCustomer from(Json json) {
      return new PayingCustomer(
          json.text("name"),
          json.amount("amount"),
          json.text("share"),
          json.objects("evidence", Evidence::from));
    }
  }

  /**
   * One invoiced buyer of the JSON.
   *
   * @param amount amount in yuan (元) or units of the currency, two decimals
   */
  public record InvoicedBuyer(
      String name,
      BigDecimal amount,
      String share,
      List<Evidence> evidence) {
    /** Copies what a caller could still change. */
    public InvoicedBuyer {
      evidence = List.copyOf(evidence);
    }

    static InvoicedBuyer from(Json json) {
      return new InvoicedBuyer(
          json.text("name"),
          json.amount("amount"),
          json.text("share"),
          json.objects("evidence", Evidence::from));
    }
  }

  /**
   * One chain break of the JSON.
   *
   * @param expected amount in yuan (元) or units of the currency, two decimals
   * @param shown amount in yuan (元) or units of the currency, two decimals
   */
  public record ChainBreak(
      String source,
      long row,
      BigDecimal expected,
      BigDecimal shown) {
    static ChainBreak from(Json json) {
      return new ChainBreak(
          json.text("source"),
          json.integer("row"),
          json.amount("expected"),
          json.amount("shown"));
    }
  }

  /** One duplicate of the JSON. */
  public record Duplicate(
      String source,
      long row,
      long duplicateOf) {
    static Duplicate from(Json json) {
      return new Duplicate(
          json.text("source"),
          json.integer("row"),
          json.integer("duplicate_of"));
    }
  }

  /**
   * One invoice month of the JSON.
   *
   * @param issuedEx amount in yuan (元) or units of the currency, two decimals
   * @param issuedIncl amount in yuan (元) or units of the currency, two decimals
   * @param attributedEx amount in yuan (元) or units of the currency, two decimals
   */
  public record InvoiceMonth(
      YearMonth month,
      BigDecimal issuedEx,
      BigDecimal issuedIncl,
      BigDecimal attributedEx,
      boolean covered) {
    static InvoiceMonth from(Json json) {
      return new InvoiceMonth(
          json.month("month"),
          json.amount("issued_ex"),
          json.amount("issued_incl"),
          json.amount("attributed_ex"),
          json.truth("covered"));
    }
  }

  /** 资料. */
  public record Material(
      String id,
      String name,
      boolean required,
      String status,
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
          json.truth("required"),
          json.text("status"),
          json.optionalText("replaced_by"),
          json.texts("reasons"));
    }
  }

  /** 来源. */
  public record Source(
      String id,
      String name,
      String kind,
      String layout,
      long rows,
      String sha256,
      Optional<String> retrievedAt,
      Optional<String> dataAsOf,
      Status status,
      Optional<String> consent,
      Optional<String> refusal) {
    static Source from(Json json) {
      return new Source(
          json.text("id"),
          json.text("name"),
          json.text("kind"),
          json.text("layout"),
          json.integer("rows"),
          json.text("sha256"),
          json.optionalText("retrieved_at"),
          json.optionalText("data_as_of"),
          json.word("status", Status::find),
          json.optionalText("consent"),
          json.optionalText("refusal"));
    }

    /** The words of this member of the JSON. */
    public enum Status {
      /** {@code USED}. */
      USED("USED"),
      /** {@code NOT_AUTHORISED}. */
      NOT_AUTHORISED("NOT_AUTHORISED");

      private final String text;

      Status(String text) {
        this.text = text;
      }

      /** As the JSON has it. */
      public String text() {
        return text;
      }

      static Status find(String text) {
        for (Status value : values()) {
          if (value.text.equals(text)) {
            return value;
          }
        }
        return null;
      }
    }
  }

  /** One read note of the JSON. */
  public record ReadNote(
      String source,
      String code,
      long row,
      long column,
      String message) {
    static ReadNote from(Json json) {
      return new ReadNote(
          json.text("source"),
          json.text("code"),
          json.integer("row"),
          json.integer("column"),
          json.text("message"));
    }
  }

  /**
   * One evidence of the JSON.
   *
   * @param rows numbers of rows: 1-20,25
   */
  public record Evidence(
      String source,
      Optional<String> rows) {
    static Evidence from(Json json) {
      return new Evidence(
          json.text("source"),
          json.optionalText("rows"));
    }
  }

  /**
   * A value, or why there is none: missing is never zero.
   *
   * @param value amounts and decimals are texts
   */
  public record Fact(
      Optional<String> title,
      Optional<Object> value,
      Optional<List<Evidence>> evidence,
      Optional<State> state,
      Optional<String> reason,
      Optional<String> suppliedBy) {
    /** Copies what a caller could still change. */
    public Fact {
      evidence = evidence.map(List::copyOf);
    }

    static Fact from(Json json) {
      return new Fact(
          json.optionalText("title"),
          json.optionalValue("value"),
          json.optionalObjects("evidence", Evidence::from),
          json.optionalWord("state", State::find),
          json.optionalText("reason"),
          json.optionalText("supplied_by"));
    }

    /** The words of this member of the JSON. */
    public enum State {
      /** {@code missing}. */
      MISSING("missing"),
      /** {@code not_applicable}. */
      NOT_APPLICABLE("not_applicable");

      private final String text;

      State(String text) {
        this.text = text;
      }

      /** As the JSON has it. */
      public String text() {
        return text;
      }

      static State find(String text) {
        for (State value : values()) {
          if (value.text.equals(text)) {
            return value;
          }
        }
        return null;
      }
    }
  }
}
