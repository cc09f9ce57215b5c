// Written by bindings/java/generate.py: change that, or what it reads, and run it.
package zhun.document;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One source as read, output of zhun parse --json and zhun_parse. Amounts are texts with two
 * decimals, in the currency of the statement, else in yuan. Nothing is masked. Several files:
 * {"files": [...]}.
 */
public sealed interface ParsedSource {
  /**
   * Reads the JSON.
   *
   * @throws zhun.ZhunException FORMAT, with the path of the member that is wrong
   */
  static ParsedSource parse(byte[] utf8) {
    return from(Json.parse(utf8));
  }

  /** Reads what the JSON has there; for this package. */
  private static ParsedSource from(Json json) {
    if (json.has("holder")) {
      return Statement.from(json);
    }
    if (json.has("statements")) {
      return Statements.from(json);
    }
    if (json.is("kind", "invoices")) {
      return Invoices.from(json);
    }
    if (json.is("kind", "tax")) {
      return Tax.from(json);
    }
    if (json.is("kind", "government")) {
      return Government.from(json);
    }
    if (json.has("files")) {
      return Files.from(json);
    }
    throw json.wrong("has none of the forms that are known");
  }

  /** One of the forms that this element of the JSON has. */
  public sealed interface Finding {
    /** Reads what the JSON has there; for this package. */
    private static Finding from(Json json) {
      if (json.has("column")) {
        return Note.from(json);
      }
      if (json.is("code", "control_total")) {
        return BrokenTotal.from(json);
      }
      if (json.is("code", "balance_break")) {
        return BalanceBreak.from(json);
      }
      throw json.wrong("has none of the forms that are known");
    }
  }

  /** Several accounts in one file. */
  public record Statements(
      List<Statement> statements) implements ParsedSource {
    /** Copies what a caller could still change. */
    public Statements {
      statements = List.copyOf(statements);
    }

    static Statements from(Json json) {
      return new Statements(
          json.objects("statements", Statement::from));
    }
  }

  /** Several files, in the order of the command line. */
  public record Files(
      List<ParsedSource> files) implements ParsedSource {
    /** Copies what a caller could still change. */
    public Files {
      files = List.copyOf(files);
    }

    static Files from(Json json) {
      return new Files(
          json.objects("files", ParsedSource::from));
    }
  }

  /** What a reader noticed; row, column 0: does not apply. */
  public record Note(
      String code,
      long row,
      long column,
      String field,
      String message) implements Finding {
    static Note from(Json json) {
      return new Note(
          json.text("code"),
          json.integer("row"),
          json.integer("column"),
          json.text("field"),
          json.text("message"));
    }
  }

  /** How it was recognised. */
  public record Recognition(
      String what,
      String how,
      OptionalLong page,
      OptionalLong row,
      OptionalLong column,
      Optional<String> field) {
    static Recognition from(Json json) {
      return new Recognition(
          json.text("what"),
          json.text("how"),
          json.optionalInteger("page"),
          json.optionalInteger("row"),
          json.optionalInteger("column"),
          json.optionalText("field"));
    }
  }

  /**
   * One transaction, oldest first.
   *
   * @param row number of the row in the file
   * @param line line or sheet row; 0: none
   * @param direction 收, 付, 不计收支
   * @param amount amount in yuan (元) or units of the currency, two decimals
   * @param balance amount, two decimals; null: none
   * @param currency where it is not the statement's
   * @param verified the balance or a printed total proves the row
   */
  public record Row(
      long row,
      long line,
      OptionalLong page,
      LocalDate date,
      Optional<LocalTime> time,
      Direction direction,
      BigDecimal amount,
      Optional<BigDecimal> balance,
      String counterparty,
      String counterpartyAccount,
      String counterpartyBank,
      String summary,
      String purpose,
      String kind,
      String channel,
      String status,
      String reference,
      Optional<String> currency,
      Optional<Boolean> repaired,
      boolean verified) {
    static Row from(Json json) {
      return new Row(
          json.integer("row"),
          json.integer("line"),
          json.optionalInteger("page"),
          json.date("date"),
          json.optionalTime("time"),
          json.word("direction", Direction::find),
          json.amount("amount"),
          json.optionalAmount("balance"),
          json.text("counterparty"),
          json.text("counterparty_account"),
          json.text("counterparty_bank"),
          json.text("summary"),
          json.text("purpose"),
          json.text("kind"),
          json.text("channel"),
          json.text("status"),
          json.text("reference"),
          json.optionalText("currency"),
          json.optionalTruth("repaired"),
          json.truth("verified"));
    }

    /** 收, 付, 不计收支. */
    public enum Direction {
      /** {@code in}. */
      IN("in"),
      /** {@code out}. */
      OUT("out"),
      /** {@code neutral}. */
      NEUTRAL("neutral");

      private final String text;

      Direction(String text) {
        this.text = text;
      }

      /** As the JSON has it. */
      public String text() {
        return text;
      }

      static Direction find(String text) {
        for (Direction value : values()) {
          if (value.text.equals(text)) {
            return value;
          }
        }
        return null;
      }
    }
  }

  /**
   * A total that the file prints.
   *
   * @param kind count, inflow, outflow, neutral, opening, closing or one of the first with
   *     _count
   * @param printedSum amount, two decimals; null: none
   * @param computedSum amount, two decimals; null: none
   */
  public record Total(
      String kind,
      OptionalLong printedCount,
      OptionalLong computedCount,
      Optional<BigDecimal> printedSum,
      Optional<BigDecimal> computedSum,
      long line,
      boolean holds) {
    static Total from(Json json) {
      return new Total(
          json.text("kind"),
          json.optionalInteger("printed_count"),
          json.optionalInteger("computed_count"),
          json.optionalAmount("printed_sum"),
          json.optionalAmount("computed_sum"),
          json.integer("line"),
          json.truth("holds"));
    }
  }

  /**
   * A printed total that the rows do not give.
   *
   * @param expectedSum amount, two decimals; null: none
   * @param foundSum amount, two decimals; null: none
   */
  public record BrokenTotal(
      String code,
      long row,
      String kind,
      OptionalLong expectedCount,
      Optional<BigDecimal> expectedSum,
      OptionalLong foundCount,
      Optional<BigDecimal> foundSum,
      String message) implements Finding {
    static BrokenTotal from(Json json) {
      return new BrokenTotal(
          json.constant("code", "control_total"),
          json.integer("row"),
          json.text("kind"),
          json.optionalInteger("expected_count"),
          json.optionalAmount("expected_sum"),
          json.optionalInteger("found_count"),
          json.optionalAmount("found_sum"),
          json.text("message"));
    }
  }

  /**
   * A balance that does not follow.
   *
   * @param expected amount in yuan (元) or units of the currency, two decimals
   * @param found amount, two decimals; null: none
   */
  public record BalanceBreak(
      String code,
      long row,
      long transaction,
      BigDecimal expected,
      Optional<BigDecimal> found,
      String message) implements Finding {
    static BalanceBreak from(Json json) {
      return new BalanceBreak(
          json.constant("code", "balance_break"),
          json.integer("row"),
          json.integer("transaction"),
          json.amount("expected"),
          json.optionalAmount("found"),
          json.text("message"));
    }
  }

  /**
   * One account statement (流水).
   *
   * @param openingBalance amount, two decimals; null: none
   * @param closingBalance amount, two decimals; null: none
   * @param accountOpenedOn where the source states it
   */
  public record Statement(
      String layout,
      String holder,
      String account,
      String bank,
      String currency,
      Period period,
      Optional<BigDecimal> openingBalance,
      Optional<BigDecimal> closingBalance,
      List<Row> rows,
      List<Total> totals,
      List<Finding> findings,
      List<Recognition> recognised,
      Optional<LocalDate> accountOpenedOn) implements ParsedSource {
    /** Copies what a caller could still change. */
    public Statement {
      rows = List.copyOf(rows);
      totals = List.copyOf(totals);
      findings = List.copyOf(findings);
      recognised = List.copyOf(recognised);
    }

    static Statement from(Json json) {
      return new Statement(
          json.text("layout"),
          json.text("holder"),
          json.text("account"),
          json.text("bank"),
          json.text("currency"),
          json.object("period", Period::from),
          json.optionalAmount("opening_balance"),
          json.optionalAmount("closing_balance"),
          json.objects("rows", Row::from),
          json.objects("totals", Total::from),
          json.objects("findings", Finding::from),
          json.objects("recognised", Recognition::from),
          json.optionalDate("account_opened_on"));
    }

    /** One period of the JSON. */
    public record Period(
        Optional<LocalDate> from,
        Optional<LocalDate> to) {
      static Period from(Json json) {
        return new Period(
            json.optionalDate("from"),
            json.optionalDate("to"));
      }
    }
  }

  /** Invoices (发票). */
  public record Invoices(
      String kind,
      String layout,
      Optional<LocalDate> periodFrom,
      Optional<LocalDate> periodTo,
      List<Invoice> invoices,
      List<Note> findings,
      List<Recognition> recognised) implements ParsedSource {
    /** Copies what a caller could still change. */
    public Invoices {
      invoices = List.copyOf(invoices);
      findings = List.copyOf(findings);
      recognised = List.copyOf(recognised);
    }

    static Invoices from(Json json) {
      return new Invoices(
          json.constant("kind", "invoices"),
          json.text("layout"),
          json.optionalDate("period_from"),
          json.optionalDate("period_to"),
          json.objects("invoices", Invoice::from),
          json.objects("findings", Note::from),
          json.objects("recognised", Recognition::from));
    }

    /**
     * One invoice of the JSON.
     *
     * @param amountEx amount in yuan (元) or units of the currency, two decimals
     * @param tax amount in yuan (元) or units of the currency, two decimals
     * @param total amount in yuan (元) or units of the currency, two decimals
     */
    public record Invoice(
        long row,
        String number,
        LocalDate date,
        Side side,
        boolean red,
        Status status,
        String kind,
        String seller,
        String sellerTaxNo,
        String buyer,
        String buyerTaxNo,
        String originalNumber,
        String item,
        BigDecimal amountEx,
        BigDecimal tax,
        Optional<String> rate,
        BigDecimal total) {
      static Invoice from(Json json) {
        return new Invoice(
            json.integer("row"),
            json.text("number"),
            json.date("date"),
            json.word("side", Side::find),
            json.truth("red"),
            json.word("status", Status::find),
            json.text("kind"),
            json.text("seller"),
            json.text("seller_tax_no"),
            json.text("buyer"),
            json.text("buyer_tax_no"),
            json.text("original_number"),
            json.text("item"),
            json.amount("amount_ex"),
            json.amount("tax"),
            json.optionalText("rate"),
            json.amount("total"));
      }

      /** The words of this member of the JSON. */
      public enum Side {
        /** {@code output}. */
        OUTPUT("output"),
        /** {@code input}. */
        INPUT("input");

        private final String text;

        Side(String text) {
          this.text = text;
        }

        /** As the JSON has it. */
        public String text() {
          return text;
        }

        static Side find(String text) {
          for (Side value : values()) {
            if (value.text.equals(text)) {
              return value;
            }
          }
          return null;
        }
      }

      /** The words of this member of the JSON. */
      public enum Status {
        /** {@code normal}. */
        NORMAL("normal"),
        /** {@code voided}. */
        VOIDED("voided"),
        /** {@code part_red}. */
        PART_RED("part_red"),
        /** {@code full_red}. */
        FULL_RED("full_red"),
        /** {@code abnormal}. */
        ABNORMAL("abnormal");

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
  }

  /**
   * Tax returns (纳税申报).
   *
   * @param overdueTax amount, two decimals; null: none
   */
  public record Tax(
      String kind,
      String layout,
      String creditRating,
      long ratingYear,
      Optional<BigDecimal> overdueTax,
      Optional<Boolean> generalPayer,
      String taxpayerStatus,
      OptionalLong withheldPersons,
      List<Period> periods,
      List<Note> findings,
      List<Recognition> recognised,
      Optional<LocalDate> overdueSince,
      Optional<List<IncomeTax>> incomeTax) implements ParsedSource {
    /** Copies what a caller could still change. */
    public Tax {
      periods = List.copyOf(periods);
      findings = List.copyOf(findings);
      recognised = List.copyOf(recognised);
      incomeTax = incomeTax.map(List::copyOf);
    }

    static Tax from(Json json) {
      return new Tax(
          json.constant("kind", "tax"),
          json.text("layout"),
          json.text("credit_rating"),
          json.integer("rating_year"),
          json.optionalAmount("overdue_tax"),
          json.optionalTruth("general_payer"),
          json.text("taxpayer_status"),
          json.optionalInteger("withheld_persons"),
          json.objects("periods", Period::from),
          json.objects("findings", Note::from),
          json.objects("recognised", Recognition::from),
          json.optionalDate("overdue_since"),
          json.optionalObjects("income_tax", IncomeTax::from));
    }

    /**
     * One period of the JSON.
     *
     * @param salesEx amount in yuan (元) or units of the currency, two decimals
     * @param taxPayable amount, two decimals; null: none
     */
    public record Period(
        long row,
        LocalDate from,
        LocalDate to,
        BigDecimal salesEx,
        Optional<BigDecimal> taxPayable,
        Optional<LocalDate> filedOn) {
      static Period from(Json json) {
        return new Period(
            json.integer("row"),
            json.date("from"),
            json.date("to"),
            json.amount("sales_ex"),
            json.optionalAmount("tax_payable"),
            json.optionalDate("filed_on"));
      }
    }

    /**
     * One income tax of the JSON.
     *
     * @param revenue amount, two decimals
     * @param taxableProfit amount, two decimals
     */
    public record IncomeTax(
        long year,
        BigDecimal revenue,
        BigDecimal taxableProfit) {
      static IncomeTax from(Json json) {
        return new IncomeTax(
            json.integer("year"),
            json.amount("revenue"),
            json.amount("taxable_profit"));
      }
    }
  }

  /** Government data (政务数据); a part that was not pulled is absent. */
  public record Government(
      String kind,
      String pullId,
      String sourceCode,
      String sourceName,
      String department,
      String subjectName,
      String subjectId,
      String authorisationNo,
      Status status,
      Optional<String> retrievedAt,
      Optional<LocalDate> dataAsOf,
      Optional<Registry> registry,
      Optional<SocialSecurity> socialSecurity,
      Optional<HousingFund> housingFund,
      Optional<Utilities> utilities,
      Optional<Judicial> judicial,
      Optional<List<Penalty>> penalties,
      Optional<List<RealEstateEntry>> realEstate,
      List<Note> findings,
      List<Recognition> recognised,
      Optional<Licence> licence,
      Optional<CreditReport> creditReport) implements ParsedSource {
    /** Copies what a caller could still change. */
    public Government {
      penalties = penalties.map(List::copyOf);
      realEstate = realEstate.map(List::copyOf);
      findings = List.copyOf(findings);
      recognised = List.copyOf(recognised);
    }

    static Government from(Json json) {
      return new Government(
          json.constant("kind", "government"),
          json.text("pull_id"),
          json.text("source_code"),
          json.text("source_name"),
          json.text("department"),
          json.text("subject_name"),
          json.text("subject_id"),
          json.text("authorisation_no"),
          json.word("status", Status::find),
          json.optionalText("retrieved_at"),
          json.optionalDate("data_as_of"),
          json.optionalObject("registry", Registry::from),
          json.optionalObject("social_security", SocialSecurity::from),
          json.optionalObject("housing_fund", HousingFund::from),
          json.optionalObject("utilities", Utilities::from),
          json.optionalObject("judicial", Judicial::from),
          json.optionalObjects("penalties", Penalty::from),
          json.optionalObjects("real_estate", RealEstateEntry::from),
          json.objects("findings", Note::from),
          json.objects("recognised", Recognition::from),
          json.optionalObject("licence", Licence::from),
          json.optionalObject("credit_report", CreditReport::from));
    }

    /** The words of this member of the JSON. */
    public enum Status {
      /** {@code ok}. */
      OK("ok"),
      /** {@code no_record}. */
      NO_RECORD("no_record"),
      /** {@code partial}. */
      PARTIAL("partial"),
      /** {@code error}. */
      ERROR("error");

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

    /**
     * One registry of the JSON.
     *
     * @param capital amount, two decimals; null: none
     * @param paidInCapital amount, two decimals; null: none
     */
    public record Registry(
        String name,
        String uscc,
        String status,
        String legalRepresentative,
        String industry,
        String address,
        String scope,
        String type,
        List<String> formerNames,
        Optional<LocalDate> established,
        Optional<BigDecimal> capital,
        Optional<BigDecimal> paidInCapital,
        List<Shareholder> shareholders,
        List<Change> changes,
        List<AbnormalEntry> abnormal,
        List<SeriousIllegalEntry> seriousIllegal,
        Optional<LocalDate> legalRepresentativeChangedOn,
        OptionalLong lastAnnualReportYear,
        Optional<List<EquityPledge>> equityPledges,
        Optional<List<EquityFreeze>> equityFreezes,
        Optional<List<Licence>> licences) {
      /** Copies what a caller could still change. */
      public Registry {
        formerNames = List.copyOf(formerNames);
        shareholders = List.copyOf(shareholders);
        changes = List.copyOf(changes);
        abnormal = List.copyOf(abnormal);
        seriousIllegal = List.copyOf(seriousIllegal);
        equityPledges = equityPledges.map(List::copyOf);
        equityFreezes = equityFreezes.map(List::copyOf);
        licences = licences.map(List::copyOf);
      }

      static Registry from(Json json) {
        return new Registry(
            json.text("name"),
            json.text("uscc"),
            json.text("status"),
            json.text("legal_representative"),
            json.text("industry"),
            json.text("address"),
            json.text("scope"),
            json.text("type"),
            json.texts("former_names"),
            json.optionalDate("established"),
            json.optionalAmount("capital"),
            json.optionalAmount("paid_in_capital"),
            json.objects("shareholders", Shareholder::from),
            json.objects("changes", Change::from),
            json.objects("abnormal", AbnormalEntry::from),
            json.objects("serious_illegal", SeriousIllegalEntry::from),
            json.optionalDate("legal_representative_changed_on"),
            json.optionalInteger("last_annual_report_year"),
            json.optionalObjects("equity_pledges", EquityPledge::from),
            json.optionalObjects("equity_freezes", EquityFreeze::from),
            json.optionalObjects("licences", Licence::from));
      }

      /** One shareholder of the JSON. */
      public record Shareholder(
          String name,
          Optional<String> share) {
        static Shareholder from(Json json) {
          return new Shareholder(
              json.text("name"),
              json.optionalText("share"));
        }
      }

      /** One change of the JSON. */
      public record Change(
          Optional<LocalDate> date,
          String item,
          String before,
          String after) {
        static Change from(Json json) {
          return new Change(
              json.optionalDate("date"),
              json.text("item"),
              json.text("before"),
              json.text("after"));
        }
      }

      /** One abnormal entry of the JSON. */
      public record AbnormalEntry(
          Optional<LocalDate> inDate,
          Optional<LocalDate> outDate,
          String reason) {
        static AbnormalEntry from(Json json) {
          return new AbnormalEntry(
              json.optionalDate("in_date"),
              json.optionalDate("out_date"),
              json.text("reason"));
        }
      }

      /** One serious illegal entry of the JSON. */
      public record SeriousIllegalEntry(
          Optional<LocalDate> inDate,
          Optional<LocalDate> outDate,
          String reason) {
        static SeriousIllegalEntry from(Json json) {
          return new SeriousIllegalEntry(
              json.optionalDate("in_date"),
              json.optionalDate("out_date"),
              json.text("reason"));
        }
      }

      /**
       * One equity pledge of the JSON.
       *
       * @param amount amount, two decimals; null: none
       */
      public record EquityPledge(
          String pledgor,
          String pledgee,
          Optional<String> share,
          Optional<BigDecimal> amount,
          Optional<LocalDate> date,
          Optional<LocalDate> releasedOn) {
        static EquityPledge from(Json json) {
          return new EquityPledge(
              json.text("pledgor"),
              json.text("pledgee"),
              json.optionalText("share"),
              json.optionalAmount("amount"),
              json.optionalDate("date"),
              json.optionalDate("released_on"));
        }
      }

      /** One equity freeze of the JSON. */
      public record EquityFreeze(
          String holder,
          String court,
          Optional<LocalDate> date,
          Optional<LocalDate> releasedOn) {
        static EquityFreeze from(Json json) {
          return new EquityFreeze(
              json.text("holder"),
              json.text("court"),
              json.optionalDate("date"),
              json.optionalDate("released_on"));
        }
      }

      /** One licence of the JSON. */
      public record Licence(
          String name,
          String number,
          Optional<LocalDate> validTo) {
        static Licence from(Json json) {
          return new Licence(
              json.text("name"),
              json.text("number"),
              json.optionalDate("valid_to"));
        }
      }
    }

    /**
     * One social security of the JSON.
     *
     * @param arrears amount, two decimals; null: none
     */
    public record SocialSecurity(
        List<Month> months,
        OptionalLong headcountNow,
        Optional<BigDecimal> arrears) {
      /** Copies what a caller could still change. */
      public SocialSecurity {
        months = List.copyOf(months);
      }

      static SocialSecurity from(Json json) {
        return new SocialSecurity(
            json.objects("months", Month::from),
            json.optionalInteger("headcount_now"),
            json.optionalAmount("arrears"));
      }

      /**
       * One month of the JSON.
       *
       * @param paid amount, two decimals; null: none
       */
      public record Month(
          YearMonth month,
          long headcount,
          Optional<BigDecimal> paid) {
        static Month from(Json json) {
          return new Month(
              json.month("month"),
              json.integer("headcount"),
              json.optionalAmount("paid"));
        }
      }
    }

    /** One housing fund of the JSON. */
    public record HousingFund(
        OptionalLong headcount,
        Optional<List<Person>> persons) {
      /** Copies what a caller could still change. */
      public HousingFund {
        persons = persons.map(List::copyOf);
      }

      static HousingFund from(Json json) {
        return new HousingFund(
            json.optionalInteger("headcount"),
            json.optionalObjects("persons", Person::from));
      }

      /**
       * One person of the JSON.
       *
       * @param base amount, two decimals; null: none
       * @param monthly amount, two decimals; null: none
       */
      public record Person(
          String name,
          Optional<BigDecimal> base,
          Optional<BigDecimal> monthly) {
        static Person from(Json json) {
          return new Person(
              json.text("name"),
              json.optionalAmount("base"),
              json.optionalAmount("monthly"));
        }
      }
    }

    /** One utilities of the JSON. */
    public record Utilities(
        List<ElectricityMonth> electricity,
        List<WaterMonth> water,
        List<GasMonth> gas,
        Optional<List<String>> addresses) {
      /** Copies what a caller could still change. */
      public Utilities {
        electricity = List.copyOf(electricity);
        water = List.copyOf(water);
        gas = List.copyOf(gas);
        addresses = addresses.map(List::copyOf);
      }

      static Utilities from(Json json) {
        return new Utilities(
            json.objects("electricity", ElectricityMonth::from),
            json.objects("water", WaterMonth::from),
            json.objects("gas", GasMonth::from),
            json.optionalTexts("addresses"));
      }

      /**
       * One electricity month of the JSON.
       *
       * @param fee amount, two decimals; null: none
       */
      public record ElectricityMonth(
          YearMonth month,
          Optional<String> quantity,
          Optional<BigDecimal> fee,
          boolean arrears) {
        static ElectricityMonth from(Json json) {
          return new ElectricityMonth(
              json.month("month"),
              json.optionalText("quantity"),
              json.optionalAmount("fee"),
              json.truth("arrears"));
        }
      }

      /**
       * One water month of the JSON.
       *
       * @param fee amount, two decimals; null: none
       */
      public record WaterMonth(
          YearMonth month,
          Optional<String> quantity,
          Optional<BigDecimal> fee,
          boolean arrears) {
        static WaterMonth from(Json json) {
          return new WaterMonth(
              json.month("month"),
              json.optionalText("quantity"),
              json.optionalAmount("fee"),
              json.truth("arrears"));
        }
      }

      /**
       * One gas month of the JSON.
       *
       * @param fee amount, two decimals; null: none
       */
      public record GasMonth(
          YearMonth month,
          Optional<String> quantity,
          Optional<BigDecimal> fee,
          boolean arrears) {
        static GasMonth from(Json json) {
          return new GasMonth(
              json.month("month"),
              json.optionalText("quantity"),
              json.optionalAmount("fee"),
              json.truth("arrears"));
        }
      }
    }

    /** One judicial of the JSON. */
    public record Judicial(
        List<DishonestEntry> dishonest,
        List<EnforcedEntry> enforced,
        List<RestrictedEntry> restricted,
        List<LitigationEntry> litigation) {
      /** Copies what a caller could still change. */
      public Judicial {
        dishonest = List.copyOf(dishonest);
        enforced = List.copyOf(enforced);
        restricted = List.copyOf(restricted);
        litigation = List.copyOf(litigation);
      }

      static Judicial from(Json json) {
        return new Judicial(
            json.objects("dishonest", DishonestEntry::from),
            json.objects("enforced", EnforcedEntry::from),
            json.objects("restricted", RestrictedEntry::from),
            json.objects("litigation", LitigationEntry::from));
      }

      /**
       * One dishonest entry of the JSON.
       *
       * @param amount amount, two decimals; null: none
       */
      public record DishonestEntry(
          String caseNo,
          String court,
          String role,
          String cause,
          String status,
          Optional<BigDecimal> amount,
          Optional<LocalDate> date) {
        static DishonestEntry from(Json json) {
          return new DishonestEntry(
              json.text("case_no"),
              json.text("court"),
              json.text("role"),
              json.text("cause"),
              json.text("status"),
              json.optionalAmount("amount"),
              json.optionalDate("date"));
        }
      }

      /**
       * One enforced entry of the JSON.
       *
       * @param amount amount, two decimals; null: none
       */
      public record EnforcedEntry(
          String caseNo,
          String court,
          String role,
          String cause,
          String status,
          Optional<BigDecimal> amount,
          Optional<LocalDate> date) {
        static EnforcedEntry from(Json json) {
          return new EnforcedEntry(
              json.text("case_no"),
              json.text("court"),
              json.text("role"),
              json.text("cause"),
              json.text("status"),
              json.optionalAmount("amount"),
              json.optionalDate("date"));
        }
      }

      /**
       * One restricted entry of the JSON.
       *
       * @param amount amount, two decimals; null: none
       */
      public record RestrictedEntry(
          String caseNo,
          String court,
          String role,
          String cause,
          String status,
          Optional<BigDecimal> amount,
          Optional<LocalDate> date) {
        static RestrictedEntry from(Json json) {
          return new RestrictedEntry(
              json.text("case_no"),
              json.text("court"),
              json.text("role"),
              json.text("cause"),
              json.text("status"),
              json.optionalAmount("amount"),
              json.optionalDate("date"));
        }
      }

      /**
       * One litigation entry of the JSON.
       *
       * @param amount amount, two decimals; null: none
       */
      public record LitigationEntry(
          String caseNo,
          String court,
          String role,
          String cause,
          String status,
          Optional<BigDecimal> amount,
          Optional<LocalDate> date) {
        static LitigationEntry from(Json json) {
          return new LitigationEntry(
              json.text("case_no"),
              json.text("court"),
              json.text("role"),
              json.text("cause"),
              json.text("status"),
              json.optionalAmount("amount"),
              json.optionalDate("date"));
        }
      }
    }

    /**
     * One penalty of the JSON.
     *
     * @param amount amount, two decimals; null: none
     */
    public record Penalty(
        String documentNo,
        String authority,
        String reason,
        Optional<LocalDate> date,
        Optional<BigDecimal> amount) {
      static Penalty from(Json json) {
        return new Penalty(
            json.text("document_no"),
            json.text("authority"),
            json.text("reason"),
            json.optionalDate("date"),
            json.optionalAmount("amount"));
      }
    }

    /** One real estate entry of the JSON. */
    public record RealEstateEntry(
        String certificateNo,
        String address,
        String use,
        List<String> owners,
        boolean mortgaged,
        boolean seized) {
      /** Copies what a caller could still change. */
      public RealEstateEntry {
        owners = List.copyOf(owners);
      }

      static RealEstateEntry from(Json json) {
        return new RealEstateEntry(
            json.text("certificate_no"),
            json.text("address"),
            json.text("use"),
            json.texts("owners"),
            json.truth("mortgaged"),
            json.truth("seized"));
      }
    }

    /** One licence of the JSON. */
    public record Licence(
        String name,
        String uscc,
        String legalRepresentative,
        String address,
        Optional<LocalDate> established) {
      static Licence from(Json json) {
        return new Licence(
            json.text("name"),
            json.text("uscc"),
            json.text("legal_representative"),
            json.text("address"),
            json.optionalDate("established"));
      }
    }

    /** One credit report of the JSON. */
    public record CreditReport(
        List<Lender> lenders) {
      /** Copies what a caller could still change. */
      public CreditReport {
        lenders = List.copyOf(lenders);
      }

      static CreditReport from(Json json) {
        return new CreditReport(
            json.objects("lenders", Lender::from));
      }

      /**
       * One lender of the JSON.
       *
       * @param balance amount, two decimals; null: none
       */
      public record Lender(
          String name,
          String kind,
          Optional<BigDecimal> balance,
          Optional<LocalDate> opened,
          String status) {
        static Lender from(Json json) {
          return new Lender(
              json.text("name"),
              json.text("kind"),
              json.optionalAmount("balance"),
              json.optionalDate("opened"),
              json.text("status"));
        }
      }
    }
  }
}
