// Logistic regression: Newton steps on the log-likelihood, halved while they do not improve it.
//
// The matrix of the values is never held: blocks of rows are looked up from the codes. Of a long
// table the first steps see every tenth row only, for a start from which few full ones remain.
#include "score/logistic.hpp"

#define EIGEN_MPL2_ONLY
#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

namespace zhun {

namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

constexpr Eigen::Index kBlockRows = 512;
constexpr int kStepsMax = 60;

struct Derivatives {
  double log_likelihood = 0;
  Vector gradient;
  Matrix information;
};

class Newton {
 public:
  Newton(std::span<const CodedColumn> columns, std::span<const std::uint8_t> outcome, Watch* watch)
      : columns_(columns),
        outcome_(outcome),
        watch_(watch),
        width_(static_cast<Eigen::Index>(columns.size()) + 1) {
    centre();
  }

  LogisticFit run() {
    Vector beta = Vector::Zero(width_);
    const double share = std::clamp(mean_outcome(), 1e-9, 1 - 1e-9);
    beta[0] = std::log(share / (1 - share));
    choose_columns(beta);
    constexpr std::size_t kSampleAbove = 100'000;
    bool converged = false;
    if (outcome_.size() > kSampleAbove) beta = climb(beta, 10, converged);
    beta = climb(beta, 1, converged);
    return answer(beta, converged);
  }

 private:
  // Columns about their means: the information matrix is better conditioned.
  void centre() {
    for (const auto& column : columns_) {
      std::vector<std::size_t> counts(column.values.size());
      for (const auto code : column.codes) ++counts[code];
      double sum = 0;
      for (std::size_t i = 0; i < counts.size(); ++i)
        sum += static_cast<double>(counts[i]) * column.values[i];
      const double mean = sum / static_cast<double>(std::max<std::size_t>(1, outcome_.size()));
      auto& centred = values_.emplace_back(column.values);
      for (double& value : centred) value -= mean;
      means_.push_back(mean);
    }
  }

  [[nodiscard]] double mean_outcome() const {
    double sum = 0;
    for (const auto bad : outcome_) sum += bad;
    return sum / static_cast<double>(outcome_.size());
  }

  void fill(std::size_t begin, std::size_t rows, std::size_t stride, Matrix& block) const {
    block.col(0).head(static_cast<Eigen::Index>(rows)).setOnes();
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      double* out = block.col(static_cast<Eigen::Index>(c) + 1).data();
      const double* values = values_[c].data();
      const std::uint8_t* codes = columns_[c].codes.data() + begin;
      for (std::size_t r = 0; r < rows; ++r) out[r] = values[codes[r * stride]];
    }
  }

  [[nodiscard]] Derivatives derive(const Vector& beta, std::size_t stride) const {
    Derivatives sum{0, Vector::Zero(width_), Matrix::Zero(width_, width_)};
    Matrix block(kBlockRows, width_);
    Vector eta, residual(kBlockRows);
    const std::size_t step = static_cast<std::size_t>(kBlockRows) * stride;
    for (std::size_t begin = 0; begin < outcome_.size(); begin += step) {
      if (watch_ != nullptr && watch_->stops(static_cast<std::uint32_t>(kBlockRows))) break;
      const std::size_t left = (outcome_.size() - begin + stride - 1) / stride;
      const std::size_t rows = std::min<std::size_t>(left, static_cast<std::size_t>(kBlockRows));
      const auto size = static_cast<Eigen::Index>(rows);
      fill(begin, rows, stride, block);
      auto part = block.topRows(size);
      eta.noalias() = part * beta;
      for (Eigen::Index r = 0; r < size; ++r) {
        const double bad = outcome_[begin + static_cast<std::size_t>(r) * stride];
        // ln(1 + e^eta) without overflow
        const double tail = std::exp(-std::fabs(eta[r]));
        sum.log_likelihood += bad * eta[r] - std::max(eta[r], 0.0) - std::log1p(tail);
        const double p = eta[r] >= 0 ? 1 / (1 + tail) : tail / (1 + tail);
        residual[r] = bad - p;
        eta[r] = std::sqrt(p * (1 - p));
      }
      sum.gradient.noalias() += part.transpose() * residual.head(size);
      for (Eigen::Index c = 0; c < width_; ++c) block.col(c).head(size).array() *= eta.array();
      sum.information.selfadjointView<Eigen::Lower>().rankUpdate(part.transpose());
    }
    sum.information = sum.information.selfadjointView<Eigen::Lower>();
    return sum;
  }

  // Leaves out what is constant or a combination of the columns before it: its pivot in the
  // factorisation vanishes.
  void choose_columns(const Vector& beta) {
    constexpr double kVanishing = 1e-9;
    Matrix left = derive(beta, 1).information;
    const Vector diagonal = left.diagonal();
    dropped_.assign(static_cast<std::size_t>(width_), false);
    for (Eigen::Index i = 0; i < width_; ++i) {
      if (left(i, i) <= kVanishing * std::max(diagonal[i], 1e-12) || diagonal[i] <= 1e-12) {
        dropped_[static_cast<std::size_t>(i)] = true;
        left.row(i).setZero();
        left.col(i).setZero();
        continue;
      }
      for (Eigen::Index j = i + 1; j < width_; ++j) {
        const double ratio = left(j, i) / left(i, i);
        left.row(j).tail(width_ - i) -= ratio * left.row(i).tail(width_ - i);
      }
    }
  }

  // The information matrix without the columns that are left out.
  [[nodiscard]] Matrix reduced(Matrix information) const {
    for (Eigen::Index i = 0; i < width_; ++i) {
      if (!dropped_[static_cast<std::size_t>(i)]) continue;
      information.row(i).setZero();
      information.col(i).setZero();
      information(i, i) = 1;
    }
    return information;
  }

  [[nodiscard]] bool stopped() const { return watch_ != nullptr && watch_->stopped(); }

  Vector climb(Vector beta, std::size_t stride, bool& converged) {
    converged = false;
    Derivatives at = derive(beta, stride);
    for (int step = 0; step < kStepsMax && !converged; ++step) {
      Vector gradient = at.gradient;
      for (Eigen::Index i = 0; i < width_; ++i) {
        if (dropped_[static_cast<std::size_t>(i)]) gradient[i] = 0;
      }
      Vector direction = reduced(at.information).ldlt().solve(gradient);
      if (!direction.allFinite() || stopped()) return beta;
      ++iterations_;
      double length = 1;
      const double before = at.log_likelihood;
      Derivatives next = derive(beta + direction, stride);
      while (!(next.log_likelihood >= before - 1e-9 * std::fabs(before)) && length > 1e-6 &&
             !stopped()) {
        length /= 2;
        next = derive(beta + length * direction, stride);
      }
      beta += length * direction;
      at = std::move(next);
      const double largest = (direction.array().abs() / (1 + beta.array().abs())).maxCoeff();
      // Steps square the error: after one this small nothing is left of it. The start need not be
      // as close.
      converged = length == 1 && largest < (stride == 1 ? 1e-7 : 1e-3);
      if (beta.array().abs().maxCoeff() > 1e4) break;
    }
    last_ = std::move(at);
    return beta;
  }

  [[nodiscard]] LogisticFit answer(const Vector& beta, bool converged) const {
    LogisticFit fit;
    const Matrix covariance =
        reduced(last_.information).ldlt().solve(Matrix::Identity(width_, width_));
    // Back from centred columns: intercept = beta0 - sum of beta * mean.
    Vector shift = Vector::Zero(width_);
    shift[0] = 1;
    fit.intercept = beta[0];
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      const auto i = static_cast<Eigen::Index>(c) + 1;
      const bool out = dropped_[static_cast<std::size_t>(i)];
      fit.dropped.push_back(out);
      fit.coefficients.push_back(out ? 0 : beta[i]);
      fit.standard_errors.push_back(out ? 0 : std::sqrt(std::max(0.0, covariance(i, i))));
      if (out) continue;
      fit.intercept -= beta[i] * means_[c];
      shift[i] = -means_[c];
    }
    fit.intercept_error = std::sqrt(std::max(0.0, shift.dot(covariance * shift)));
    fit.log_likelihood = last_.log_likelihood;
    fit.iterations = iterations_;
    fit.converged = converged;
    return fit;
  }

  std::span<const CodedColumn> columns_;
  std::span<const std::uint8_t> outcome_;
  Watch* watch_;
  Eigen::Index width_;
  std::vector<std::vector<double>> values_;
  std::vector<double> means_;
  std::vector<bool> dropped_;
  Derivatives last_;
  int iterations_ = 0;
};

}  // namespace

LogisticFit fit_logistic(std::span<const CodedColumn> columns,
                         std::span<const std::uint8_t> outcome, Watch* watch) {
  return Newton(columns, outcome, watch).run();
}

}  // namespace zhun
